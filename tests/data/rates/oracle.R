# Makes the data sets of this folder and reckons them with the packages `survey` and `stats`: golden.csv.
# Run by scripts/rates-oracle; the service's tests compare with the committed files and need no R.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 17)
suppressWarnings(RNGversion("4.0.0"))
folder <- commandArgs(trailingOnly = TRUE)[1]

# A population of strata, clusters and persons from which clusters and then persons are drawn.
draw <- function(seed, strata, yes, blanks) {
  set.seed(seed)
  rows <- list()
  for (s in seq_along(strata)) {
    of <- strata[[s]]
    for (c in seq_len(of$drawn)) {
      size <- of$units[(c - 1) %% length(of$units) + 1]
      take <- of$take[(c - 1) %% length(of$take) + 1]
      level <- plogis(qlogis(yes[s]) + rnorm(1, 0, 0.6))
      sex <- sample(c("male", "female"), take, TRUE, c(0.4, 0.6))
      age <- sample(c("16-34", "35-59", "60+"), take, TRUE, c(0.2, 0.4, 0.4))
      answer <- rbinom(take, 1, pmin(0.99, level + 0.08 * (sex == "female") - 0.1 * (age == "60+")))
      answer[runif(take) < blanks] <- NA
      rows[[length(rows) + 1]] <- data.frame(stratum = paste0("street ", LETTERS[s]), clusters_in_stratum = of$all,
        cluster = paste0(LETTERS[s], c), units_in_cluster = size, answer = answer, sex = sex, age_band = age)
    }
  }
  do.call(rbind, rows)
}

two <- draw(11, list(list(all = 12, drawn = 5, units = c(80, 120, 60), take = c(14, 22)),
                     list(all = 30, drawn = 7, units = c(200, 90), take = c(18, 12, 25))), c(0.82, 0.6), 0.08)
# A stratum with one cluster of several, one fully drawn, one drawn whole with all its units, a cluster with one unit.
single <- draw(12, list(list(all = 9, drawn = 1, units = 50, take = 20), list(all = 3, drawn = 3, units = c(30, 40), take = 15),
                        list(all = 1, drawn = 1, units = 25, take = 25), list(all = 20, drawn = 6, units = c(60, 10), take = c(20, 1))),
               c(0.7, 0.8, 0.5, 0.75), 0)
weighted <- draw(13, list(list(all = 40, drawn = 8, units = 70, take = c(9, 16)), list(all = 25, drawn = 6, units = 100, take = 15),
                          list(all = 16, drawn = 4, units = 40, take = 12)), c(0.9, 0.7, 0.4), 0.05)
weighted$weight <- round(runif(nrow(weighted), 4, 19), 3)
# One door a cluster, as in a sample drawn in one stage.
doors <- data.frame(stratum = rep(c("east", "west"), c(120, 60)), clusters_in_stratum = rep(c(900, 1500), c(120, 60)),
  cluster = 1:180, units_in_cluster = 1, answer = { set.seed(14); rbinom(180, 1, rep(c(0.85, 0.65), c(120, 60))) }, sex = "male", age_band = "60+")
tables <- list(two = two, single = single, weighted = weighted, doors = doors)

margins <- list(sex = c(female = 0.51, male = 0.49), age_band = c("16-34" = 0.3, "35-59" = 0.45, "60+" = 0.25))

design <- function(d, fpc) {
  d$row <- seq_len(nrow(d))
  n <- tapply(d$cluster, d$stratum, function(c) length(unique(c)))[d$stratum]
  m <- table(d$cluster)[as.character(d$cluster)]
  d$w <- if ("weight" %in% names(d)) d$weight else as.numeric(d$clusters_in_stratum / n * d$units_in_cluster / m)
  switch(fpc,
    none = svydesign(id = ~cluster, strata = ~stratum, weights = ~w, data = d),
    first = svydesign(id = ~cluster, strata = ~stratum, weights = ~w, fpc = ~clusters_in_stratum, data = d),
    "two-stage" = svydesign(id = ~cluster + row, strata = ~stratum, weights = ~w, fpc = ~clusters_in_stratum + units_in_cluster, data = d))
}

raked <- function(d) {
  total <- sum(weights(d))
  population <- lapply(names(margins), function(column) {
    sizes <- data.frame(names(margins[[column]]), as.numeric(margins[[column]]) * total)
    setNames(sizes, c(column, "Freq"))
  })
  rake(d, lapply(names(margins), function(column) as.formula(paste("~", column))), population, control = list(maxit = 500, epsilon = 1e-14))
}

# Wilson's interval as R has it (stats::prop.test without correction), on any n and quantile.
wilson <- function(p, n, q) {
  middle <- (p + q^2 / (2 * n)) / (1 + q^2 / n)
  half <- q * sqrt(p * (1 - p) / n + q^2 / (4 * n^2)) / (1 + q^2 / n)
  c(middle - half, middle + half)
}

line <- function(name, fpc, rake, column, value, d) {
  m <- svymean(~answer, d, deff = "replace")
  p <- as.numeric(coef(m)); v <- as.numeric(vcov(m)); df <- degf(d)
  w <- weights(d); w <- w[w > 0]; n <- length(w)
  kish <- n * sum(w^2) / sum(w)^2
  none <- v < 1e-20
  n_eff <- if (none) n / kish else p * (1 - p) / v
  t <- if (df > 0) qt(0.975, df) else NA
  logit <- if (p > 0 && p < 1 && df > 0) as.numeric(attr(svyciprop(~answer, d, method = "xlogit"), "ci")) else c(NA, NA)
  number <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))
  paste(c(name, fpc, rake, column, value, n, number(c(p, if (none) 0 else sqrt(v), df, n_eff, kish,
    if (none) NA else as.numeric(deff(m)), wilson(p, n_eff, t), wilson(p, n_eff, qnorm(0.975)), logit))), collapse = ",")
}

lines <- "table,fpc,raked,column,value,n,estimate,se,df,n_eff,deff_kish,deff_replace,wilson_t_low,wilson_t_high,wilson_z_low,wilson_z_high,logit_low,logit_high"
for (name in names(tables)) {
  write.csv(tables[[name]], file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
  for (fpc in c("none", "first", "two-stage")) for (rake in c("no", "yes")) {
    if (rake == "yes" && name == "doors") next
    d <- suppressWarnings(subset(design(tables[[name]], fpc), !is.na(answer)))
    if (rake == "yes") d <- raked(d)
    lines <- c(lines, line(name, fpc, rake, "", "", d))
    for (column in c("stratum", "sex")) for (value in sort(unique(tables[[name]][[column]]))) {
      part <- suppressWarnings(d[d$variables[[column]] == value, ])
      lines <- c(lines, line(name, fpc, rake, column, value, part))
    }
  }
}
# Clusters drawn with chances proportional to their size: Brewer's approximation; certain clusters are strata of their own.
set.seed(15)
sized <- do.call(rbind, lapply(1:9, function(c) data.frame(stratum = c("north", "south")[1 + (c > 5)], cluster = paste0("c", c),
  chance = c(1, 0.4, 0.25, 0.6, 0.15, 0.5, 0.35, 0.7, 0.2)[c], units_in_cluster = 40 + 13 * c, answer = rbinom(11, 1, 0.5 + 0.04 * c))))
for (fpc in c("first", "two-stage")) {
  d <- sized
  d$row <- seq_len(nrow(d))
  d$layer <- ifelse(d$chance == 1, d$cluster, d$stratum)
  d$inside <- 11 / d$units_in_cluster
  d$w <- 1 / d$chance / d$inside
  s <- if (fpc == "first") svydesign(id = ~cluster, strata = ~layer, weights = ~w, fpc = ~chance, pps = "brewer", data = d) else
    svydesign(id = ~cluster + row, strata = ~layer + cluster, fpc = ~chance + inside, pps = "brewer", data = d)
  lines <- c(lines, line("sized", fpc, "no", "", "", s))
}
write.csv(sized, file.path(folder, "sized.csv"), row.names = FALSE, quote = FALSE)

writeLines(lines, file.path(folder, "golden.csv"))
writeLines(paste0('{"sex": {"female": 0.51, "male": 0.49}, "age_band": {"16-34": 0.3, "35-59": 0.45, "60+": 0.25}}'), file.path(folder, "margins.json"))
cat("survey", as.character(packageVersion("survey")), "- R", as.character(getRversion()), "-", length(lines) - 1, "lines\n")
