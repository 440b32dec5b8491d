//! The doors by lot.
use super::allocation::allocate;
use super::{Design, DrawError, FrameCluster, FrameStratum, Stages, StratumSize};
use crate::platform::num;
use crate::rates::Lot;

/// What was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// One for each stratum of the frame, in its order.
    pub strata: Vec<DrawnStratum>,
    /// The drawn clusters; none in one stage.
    pub clusters: Vec<DrawnCluster>,
    /// The drawn doors, then the reserve, by their order.
    pub doors: Vec<DrawnDoor>,
}

/// What was drawn in a stratum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DrawnStratum {
    /// Doors in the frame.
    pub dwellings: u32,
    /// Clusters with doors in the frame.
    pub clusters: u32,
    /// Clusters drawn; 0 in one stage.
    pub drawn_clusters: u32,
    /// Doors drawn, without the reserve.
    pub drawn: u32,
    /// Doors of the reserve.
    pub reserve: u32,
}

/// A drawn cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnCluster {
    /// Number of the stratum in the frame, from 0.
    pub stratum: usize,
    /// Number of the cluster among those drawn in its stratum, from 1, in frame order.
    pub cluster: u32,
    /// Code.
    pub code: String,
    /// Doors in the frame.
    pub dwellings: u32,
    /// Doors drawn, without the reserve.
    pub drawn: u32,
    /// Chance of the cluster, above 0 and at most 1.
    pub probability: f64,
}

/// A drawn door.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnDoor {
    /// The caller's number.
    pub door: u32,
    /// Number of the stratum in the frame, from 0.
    pub stratum: usize,
    /// Number of the cluster, from 1; `None` in one stage.
    pub cluster: Option<u32>,
    /// Chance of the door to be drawn at first, above 0 and at most 1; doors of the reserve stand in with that of those
    /// beside whom they stand.
    pub probability: f64,
    /// Place in the draw, from 1 over all.
    pub order: u32,
    /// Place in the reserve of its stratum (two stages: of its cluster), from 1; `None` when drawn at first.
    pub reserve_order: Option<u32>,
}

/// Draws doors by lot.
/// * The same frame, design and seed give the same doors, bit for bit.
/// * Errors: as [`super::plan`].
pub fn draw(frame: &[FrameStratum], design: &Design, seed: &[u8; 32]) -> Result<Draw, DrawError> {
    let sizes: Vec<StratumSize> = frame.iter().map(size_of).collect();
    let (wanted, _) = allocate(&sizes, design)?;
    let mut drawn = Draw {
        strata: vec![],
        clusters: vec![],
        doors: vec![],
    };
    for (number, ((stratum, size), n)) in frame.iter().zip(&sizes).zip(wanted).enumerate() {
        let mut drawing = Drawing {
            seed,
            reserve_share: design.reserve_share,
            stratum: number,
            row: DrawnStratum {
                dwellings: size.dwellings,
                clusters: size.clusters,
                ..DrawnStratum::default()
            },
            drawn: &mut drawn,
        };
        match design.stages {
            Stages::One => drawing.one_stage(stratum, n),
            Stages::Two { cluster_size } => drawing.two_stages(stratum, n, cluster_size),
        }
        let row = drawing.row;
        drawn.strata.push(row);
    }
    // The doors drawn at first stand before the reserve.
    drawn.doors.sort_by_key(|door| door.reserve_order.is_some());
    for (order, door) in (1..).zip(&mut drawn.doors) {
        door.order = order;
    }
    Ok(drawn)
}

fn size_of(stratum: &FrameStratum) -> StratumSize {
    let with_doors = stratum.clusters.iter().filter(|c| !c.doors.is_empty());
    StratumSize {
        code: stratum.code.clone(),
        dwellings: stratum.clusters.iter().map(doors_of).sum(),
        clusters: count(with_doors.count()),
    }
}

fn doors_of(cluster: &FrameCluster) -> u32 {
    count(cluster.doors.len())
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The draw of one stratum.
struct Drawing<'a> {
    seed: &'a [u8; 32],
    reserve_share: f64,
    stratum: usize,
    row: DrawnStratum,
    drawn: &'a mut Draw,
}

impl Drawing<'_> {
    fn one_stage(&mut self, stratum: &FrameStratum, n: u32) {
        let doors: Vec<u32> = stratum
            .clusters
            .iter()
            .flat_map(|cluster| cluster.doors.iter().copied())
            .collect();
        self.doors(&stratum.code, &doors, n, None, 1.0);
    }

    fn two_stages(&mut self, stratum: &FrameStratum, n: u32, cluster_size: u32) {
        let clusters: Vec<&FrameCluster> = stratum
            .clusters
            .iter()
            .filter(|cluster| !cluster.doors.is_empty())
            .collect();
        if n == 0 || clusters.is_empty() {
            return;
        }
        let sizes: Vec<u32> = clusters.iter().map(|cluster| doors_of(cluster)).collect();
        let most = count(clusters.len());
        let take = ((n + cluster_size / 2) / cluster_size).clamp(most.min(2), most);
        let mut lot = Lot::new(self.seed, "clusters", &stratum.code);
        let chosen = by_size(&mut lot, &sizes, take);
        let doors = doors_each(&chosen, &sizes, n);
        let mut number = 0;
        for (at, probability) in chosen {
            let (Some(cluster), Some(size)) = (clusters.get(at), sizes.get(at).copied()) else {
                continue;
            };
            number += 1;
            let n = if probability < 1.0 {
                doors.of_drawn.min(size)
            } else {
                doors.of_certain(size)
            };
            self.drawn.clusters.push(DrawnCluster {
                stratum: self.stratum,
                cluster: number,
                code: cluster.code.clone(),
                dwellings: size,
                drawn: n,
                probability,
            });
            // The stratum's code stands in the lot too: a code names a cluster only inside its stratum.
            let code = format!("{}\0{}", stratum.code, cluster.code);
            self.doors(&code, &cluster.doors, n, Some(number), probability);
        }
        self.row.drawn_clusters = number;
    }

    /// `n` of `doors` systematically, and the reserve from what is left; `chance` is that of the cluster.
    fn doors(&mut self, code: &str, doors: &[u32], n: u32, cluster: Option<u32>, chance: f64) {
        if n == 0 || doors.is_empty() {
            return;
        }
        let all = num::u64_from_usize(doors.len());
        let places = Lot::new(self.seed, "doors", code).systematic(u64::from(n), all);
        let mut is_taken = vec![false; doors.len()];
        for place in places {
            if let Some(slot) = usize::try_from(place)
                .ok()
                .and_then(|at| is_taken.get_mut(at))
            {
                *slot = true;
            }
        }
        let of = |wanted: bool| {
            let taken = doors.iter().zip(&is_taken);
            taken
                .filter(move |(_, is)| **is == wanted)
                .map(|(door, _)| *door)
        };
        let probability = chance * f64::from(n) / f64::from(count(doors.len()));
        let first: Vec<u32> = of(true).collect();
        let left: Vec<u32> = of(false).collect();
        self.row.drawn += count(first.len());
        let mut lot = Lot::new(self.seed, "reserve", code);
        let reserve = num::to_u64((f64::from(n) * self.reserve_share).ceil());
        let mut reserve: Vec<u32> = lot
            .systematic(reserve, num::u64_from_usize(left.len()))
            .into_iter()
            .filter_map(|place| {
                usize::try_from(place)
                    .ok()
                    .and_then(|at| left.get(at))
                    .copied()
            })
            .collect();
        lot.shuffle(&mut reserve);
        self.row.reserve += count(reserve.len());
        let first = first.into_iter().map(|door| (door, None));
        let reserve = (1..).zip(reserve).map(|(order, door)| (door, Some(order)));
        for (door, reserve_order) in first.chain(reserve) {
            self.drawn.doors.push(DrawnDoor {
                door,
                stratum: self.stratum,
                cluster,
                probability,
                order: 0,
                reserve_order,
            });
        }
    }
}

/// `take` clusters with chances proportional to size, systematically: their places and chances, in frame order.
/// A cluster as large as the step is certain; the others share what is left.
fn by_size(lot: &mut Lot, sizes: &[u32], take: u32) -> Vec<(usize, f64)> {
    let mut is_certain = vec![false; sizes.len()];
    let (mut left, mut total) = (u64::from(take), sum(sizes, &is_certain));
    loop {
        let before = left;
        let (n, all) = (left, total);
        for (size, certain) in sizes.iter().zip(&mut is_certain) {
            if !*certain && left > 0 && n * u64::from(*size) >= all {
                *certain = true;
                left -= 1;
            }
        }
        total = sum(sizes, &is_certain);
        if left == before || left == 0 {
            break;
        }
    }
    let mut chosen: Vec<(usize, f64)> = vec![];
    let starts = if left > 0 && total > 0 {
        let start = lot.below(total);
        (0..left).map(|k| (start + k * total) / left).collect()
    } else {
        vec![]
    };
    let mut starts = starts.into_iter().peekable();
    let mut end = 0;
    for (at, (size, certain)) in sizes.iter().zip(&is_certain).enumerate() {
        if *certain {
            chosen.push((at, 1.0));
            continue;
        }
        end += u64::from(*size);
        if starts.next_if(|place| *place < end).is_some() {
            let chance = num::from_u64(left) * f64::from(*size) / num::from_u64(total);
            chosen.push((at, chance));
        }
    }
    chosen
}

fn sum(sizes: &[u32], is_certain: &[bool]) -> u64 {
    let open = sizes
        .iter()
        .zip(is_certain)
        .filter(|(_, certain)| !**certain);
    open.map(|(size, _)| u64::from(*size)).sum()
}

/// How many doors the chosen clusters give.
struct DoorsEach {
    /// Share of its doors that a certain cluster gives.
    share: f64,
    /// Doors of each other cluster: the same number, so that chances do not hang on who else was drawn.
    of_drawn: u32,
}

impl DoorsEach {
    fn of_certain(&self, size: u32) -> u32 {
        num::to_u32((f64::from(size) * self.share).round()).clamp(1, size)
    }
}

fn doors_each(chosen: &[(usize, f64)], sizes: &[u32], n: u32) -> DoorsEach {
    let all: u32 = sizes.iter().sum();
    let mut each = DoorsEach {
        share: f64::from(n) / f64::from(all),
        of_drawn: 0,
    };
    let is_certain = |chance: f64| chance >= 1.0;
    let certain = chosen.iter().filter(|(_, chance)| is_certain(*chance));
    let given: u32 = certain
        .filter_map(|(at, _)| sizes.get(*at))
        .map(|size| each.of_certain(*size))
        .sum();
    let others = count(
        chosen
            .iter()
            .filter(|(_, chance)| !is_certain(*chance))
            .count(),
    );
    if others > 0 {
        let left = f64::from(n.saturating_sub(given));
        each.of_drawn = num::to_u32((left / f64::from(others)).round()).max(1);
    }
    each
}
