#!/usr/bin/env python3
"""Writes a realistic, repeatable demo history for the fictional city in demo/city.

Standard library only. The same options give the same bytes: only
Random.random() is used, and each kind of record has its own stream, so the
number of one kind does not change the others (but sessions shape incidents:
an incident inside a session takes its time from that session).
The fields are described in docs/IMPORT.md, the known true rates go to truth.json.
Kinds of record whose vocabularies are not in demo/vocabulary yet are left out (0).

    python3 demo/history/generate.py --out history
    python3 demo/history/generate.py --out big --incidents 1000000 --dirty 140
"""
import argparse, bisect, csv, json, math, os, random
from datetime import datetime, timedelta, timezone

DEMO = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TZ = timezone(timedelta(hours=8))
M_LAT = 110574.0


class Rng:
    """A named stream that uses random() alone."""

    def __init__(self, seed, name):
        self.r = random.Random(f"{seed}/{name}").random

    def u(self, a=0.0, b=1.0):
        return a + (b - a) * self.r()

    def i(self, a, b):
        return a + int(self.r() * (b - a + 1))

    def chance(self, p):
        return self.r() < p

    def pick(self, xs):
        return xs[int(self.r() * len(xs))]

    def gauss(self, m=0.0, s=1.0):
        a = max(self.r(), 1e-12)
        return m + s * math.sqrt(-2 * math.log(a)) * math.cos(2 * math.pi * self.r())

    def poisson(self, lam):
        if lam > 60:
            return max(0, round(self.gauss(lam, math.sqrt(lam))))
        limit, k, p = math.exp(-lam), 0, self.r()
        while p > limit:
            k += 1
            p *= self.r()
        return k

    def binomial(self, n, p):
        return sum(1 for _ in range(n) if self.r() < p)

    def shuffled(self, xs):
        return [xs[k] for _, k in sorted((self.r(), k) for k in range(len(xs)))]

    def uuid(self):
        h = "".join("0123456789abcdef"[int(self.r() * 16)] for _ in range(30))
        return f"{h[:8]}-{h[8:12]}-4{h[12:15]}-{'89ab'[int(self.r() * 4)]}{h[15:18]}-{h[18:30]}"


class Weighted:
    def __init__(self, items, weights):
        self.items, self.cum, t = items, [], 0.0
        for w in weights:
            t += w
            self.cum.append(t)
        self.total = t

    def pick(self, rng):
        return self.items[min(bisect.bisect(self.cum, rng.r() * self.total), len(self.items) - 1)]


def read_csv(name):
    with open(os.path.join(DEMO, "vocabulary", name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def read_households():
    with open(os.path.join(DEMO, "history", "households.csv"), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def read_geo(name):
    with open(os.path.join(DEMO, "city", name), encoding="utf-8") as f:
        return json.load(f)["features"]


class City:
    def __init__(self):
        self.areas = {f["id"]: f for f in read_geo("areas.geojson")}
        level = lambda l: sorted(c for c, f in self.areas.items() if f["properties"]["level"] == l)
        self.grids, self.communities, self.streets = level("grid"), level("community"), level("street")
        self.ring = {g: [tuple(p) for p in self.areas[g]["geometry"]["coordinates"][0]] for g in self.grids}
        self.box = {g: (min(x for x, _ in r), min(y for _, y in r), max(x for x, _ in r), max(y for _, y in r)) for g, r in self.ring.items()}
        self.x0, self.y0 = min(b[0] for b in self.box.values()), min(b[1] for b in self.box.values())
        self.step, self.cell = 0.002, {}
        for g, b in self.box.items():
            for i in range(int((b[0] - self.x0) / self.step), int((b[2] - self.x0) / self.step) + 1):
                for j in range(int((b[1] - self.y0) / self.step), int((b[3] - self.y0) / self.step) + 1):
                    self.cell.setdefault((i, j), []).append(g)
        self.m_lng = 111320.0 * math.cos(math.radians(self.y0 + 0.04))
        self.pois = [dict(p["properties"], lng=p["geometry"]["coordinates"][0], lat=p["geometry"]["coordinates"][1]) for p in read_geo("pois.geojson")]
        self.by_kind = {}
        for p in self.pois:
            self.by_kind.setdefault(p["kind"], []).append(p)
        hh = lambda c: self.areas[c]["properties"]["households"]
        self.by_people = Weighted(self.grids, [hh(g) ** 0.8 for g in self.grids])

    def grid_at(self, lng, lat):
        for g in self.cell.get((int((lng - self.x0) / self.step), int((lat - self.y0) / self.step)), ()):
            b = self.box[g]
            if b[0] <= lng <= b[2] and b[1] <= lat <= b[3] and self.inside(self.ring[g], lng, lat):
                return g
        return None

    @staticmethod
    def inside(ring, x, y):
        hit = False
        for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                hit = not hit
        return hit

    def point_in(self, g, rng):
        b = self.box[g]
        while True:
            x, y = rng.u(b[0], b[2]), rng.u(b[1], b[3])
            if self.inside(self.ring[g], x, y):
                return x, y

    def near(self, poi, rng, metres):
        return poi["lng"] + rng.gauss(0, metres) / self.m_lng, poi["lat"] + rng.gauss(0, metres) / M_LAT

    @staticmethod
    def street_of(g):
        return g[:9] + "000"


# what a behaviour's usual places are in the POI file
PLACE_TO_KIND = {
    "street": ["bus_stop", "junction"], "square": ["park_square"], "market": ["market"], "bus_stop": ["bus_stop"], "bus": ["bus_stop"],
    "hospital": ["hospital"], "school": ["school"], "station": ["station"], "office": ["street_office"], "counter": ["street_office"],
    "junction": ["junction"], "crossing": ["junction"], "arterial_road": ["bus_stop", "junction"], "park": ["park_square"],
    "building_site": ["building_site"], "residential": ["notice_board"], "back_alley": ["public_toilet"],
}
COMMON = {"littering": 10, "illegal_parking_nonmotor": 8, "illegal_parking_motor": 8, "jaywalking": 7, "spitting": 5, "illegal_small_ads": 5,
          "no_helmet": 5, "cigarette_butt": 4, "occupying_road_business": 4, "red_light_nonmotor": 4, "stacking_goods": 4, "dog_unleashed": 3,
          "smoking_no_smoking_area": 3, "no_yield_crossing": 3, "shopfront_overflow": 3, "street_vending": 3, "hanging_laundry": 2}
HOURS = [0.1, 0.05, 0.05, 0.05, 0.1, 0.4, 1.2, 3.4, 4.2, 3.0, 2.6, 2.8, 2.2, 1.6, 2.0, 2.4, 2.8, 4.0, 4.4, 3.0, 2.0, 1.2, 0.6, 0.2]
WEEKDAY = [1.0, 0.95, 0.95, 1.0, 1.75, 0.8, 0.7]  # Monday first: Friday is campaign day
NOTES = ["", "", "", "高峰时段", "已提醒", "需要复查", "占用盲道", "靠近路口", "商户门前", "有儿童经过", "反复出现", "雨天路滑"]
TALLY = {  # start, change over the year, usual number observed
    "bus_yield": (0.90, 0.07, 14), "taxi_yield": (0.78, 0.10, 22), "other_yield": (0.55, 0.14, 60), "motor_compliance": (0.86, 0.05, 90),
    "nonmotor_compliance": (0.66, 0.12, 70), "pedestrian_compliance": (0.70, 0.09, 80), "helmet_wearing": (0.58, 0.20, 65),
    "seat_giving": (0.80, 0.05, 9), "queueing": (0.72, 0.10, 25), "smoke_free": (0.93, 0.03, 10), "waste_sorted": (0.48, 0.18, 30)}


class History:
    def __init__(self, a):
        self.a, self.city = a, City()
        self.end = datetime.strptime(a.end, "%Y-%m-%d").replace(tzinfo=TZ)
        self.start = self.end - timedelta(days=a.days - 1)
        self.cats = read_csv("behaviour_categories.csv")
        self.workers = {c: [f"W-{c[4:12]}-{k:02d}" for k in range(1, 6)] for c in self.city.communities}
        self.truth = {"seed": a.seed, "first_day": self.start.date().isoformat(), "last_day": self.end.date().isoformat(), "options": {k: v for k, v in vars(a).items() if k not in ("out",)}}
        r = Rng(a.seed, "interventions")
        cs = r.shuffled(self.city.communities)
        kinds = ["每周五定点劝导", "增设非机动车位", "市场划线整治", "志愿者高峰值守", "公益广告更新", "小区充电棚建设", "路口护栏", "垃圾分类督导"]
        self.interventions = [{"community_code": cs[k], "what": kinds[k], "date": (self.start + timedelta(days=int(a.days * r.u(0.3, 0.6)))).date().isoformat(),
                               "rate_factor": round(r.u(0.4, 0.65), 2), "ramp_days": 30} for k in range(8)]
        self.effect = {x["community_code"]: (datetime.strptime(x["date"], "%Y-%m-%d").replace(tzinfo=TZ), x["rate_factor"]) for x in self.interventions}
        self.truth["interventions"] = self.interventions
        self.day_w = Weighted(list(range(a.days)), [self.day_factor(d) for d in range(a.days)])
        self.hour_w = Weighted(list(range(24)), HOURS)
        self.work_hour_w = Weighted(list(range(24)), [w if 7 <= h <= 20 else 0 for h, w in enumerate(HOURS)])
        self.truth["weekday_factor"], self.truth["day_of_month_15_factor"] = WEEKDAY, 1.5

    def day_factor(self, d):
        t = self.start + timedelta(days=d)
        return WEEKDAY[t.weekday()] * (1.5 if t.day == 15 else 1.0)

    def factor(self, community, when):
        if community not in self.effect:
            return 1.0
        since, f = self.effect[community]
        x = (when - since).days
        return 1.0 if x < 0 else 1.0 - (1.0 - f) * min(1.0, x / 30.0)

    def when(self, rng, hours=None):
        return self.start + timedelta(days=self.day_w.pick(rng), hours=(hours or self.hour_w).pick(rng), seconds=rng.i(0, 3599))

    def write(self, name, rows):
        path = os.path.join(self.a.out, name)
        n = 0
        with open(path, "w", encoding="utf-8", newline="\n") as f:
            for row in rows:
                f.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
                n += 1
        print(f"{name}: {n}")
        return n

    @staticmethod
    def stamp(t):
        return t.isoformat(timespec="seconds")

    def fix(self, rng, lng, lat):
        """position as a phone reports it: metres of accuracy and the noise that goes with it"""
        acc = min(400.0, math.exp(rng.gauss(2.3, 0.55))) if rng.chance(0.97) else rng.u(100, 600)
        s = acc / 2.5
        return round(lng + rng.gauss(0, s) / self.city.m_lng, 6), round(lat + rng.gauss(0, s) / M_LAT, 6), round(acc, 1)

    # ---- sessions -------------------------------------------------------
    def sessions(self):
        r = Rng(self.a.seed, "sessions")
        spots = self.city.by_kind["junction"] + self.city.by_kind["bus_stop"] + self.city.by_kind["market"] + self.city.by_kind["school"]
        out = []
        for _ in range(self.a.sessions):
            p = r.pick(spots)
            t = self.when(r, self.work_hour_w).replace(minute=0, second=0)
            c = p["grid_code"][:12]
            out.append({"client_id": r.uuid(), "captured_at": self.stamp(t), "ended_at": self.stamp(t + timedelta(minutes=r.pick([60, 90, 120, 120, 180]))),
                        "kind": "friday_campaign" if t.weekday() == 4 else "monthly_15" if t.day == 15 else "regular", "place_code": p["code"], "community_code": c,
                        "grid_code": p["grid_code"], "lat": p["lat"], "lng": p["lng"], "accuracy_m": round(r.u(4, 20), 1), "leader": self.workers[c][0],
                        "members": 2 + r.poisson(3.0), "contacts": 0, "corrected": 0, "handbooks_given": r.poisson(9), "note": r.pick(NOTES)})
        out.sort(key=lambda s: (s["captured_at"], s["client_id"]))
        self.session_list = out

    # ---- incidents ------------------------------------------------------
    def incidents(self):
        a, r, city = self.a, Rng(self.a.seed, "incidents"), self.city
        sev = {c["code"]: int(c["severity"]) for c in self.cats}
        codes = [c["code"] for c in self.cats]
        weights = [COMMON.get(c, 1.0) for c in codes]
        total = sum(weights)
        self.truth["category_share_before_interventions"] = {c: round(w / total, 5) for c, w in zip(codes, weights)}
        cat_w = Weighted(codes, weights)
        kinds = {c["code"]: [k for p in c["typical_place"].split(";") for k in PLACE_TO_KIND.get(p, [])] or ["bus_stop"] for c in self.cats}
        handled = {c["code"]: c["handled_by"] for c in self.cats}
        hr = Rng(a.seed, "hotspots")
        pool = [p for p in city.pois if p["kind"] in ("market", "school", "bus_stop", "junction", "station", "hospital")]
        hot = hr.shuffled(pool)[:12]
        boost = {p["code"]: round(hr.u(8, 22), 1) for p in hot}
        self.truth["hot_spots"] = [{"place_code": p["code"], "name_zh": p["name_zh"], "kind": p["kind"], "lat": p["lat"], "lng": p["lng"], "grid_code": p["grid_code"], "weight_against_1": boost[p["code"]], "spread_m": 55} for p in hot]
        near_w = {k: Weighted(ps, [boost.get(p["code"], 1.0) for p in ps]) for k, ps in city.by_kind.items()}
        ok = {"dissuade_on_spot": Weighted(["corrected", "accepted", "handbook_given", "ignored", "refused", "argued", "left_before"], [50, 22, 6, 8, 5, 2, 7])}
        other = Weighted(["referred", "no_contact", "corrected", "repeat_offender"], [62, 25, 9, 4])
        out, kept, tried = [], 0, 0
        p_session, p_near = 0.30, 0.65
        while kept < a.incidents:
            tried += 1
            code = cat_w.pick(r)
            session = None
            if self.session_list and r.chance(p_session):
                session = r.pick(self.session_list)
                lng, lat = city.near(session, r, 45)
                b, e = datetime.fromisoformat(session["captured_at"]), datetime.fromisoformat(session["ended_at"])
                t = b + timedelta(seconds=int((e - b).total_seconds() * r.r()))
            else:
                t = self.when(r)
                if r.chance(p_near):
                    lng, lat = city.near(near_w[r.pick(kinds[code])].pick(r), r, 55)
                else:
                    lng, lat = city.point_in(city.by_people.pick(r), r)
            g = city.grid_at(lng, lat)
            if g is None or not r.chance(self.factor(g[:12], t)):
                continue
            kept += 1
            flng, flat, acc = self.fix(r, lng, lat)
            outcome = (ok.get(handled[code]) or other).pick(r)
            if session:
                if outcome not in ("no_contact", "left_before"):
                    session["contacts"] += 1
                if outcome == "corrected":
                    session["corrected"] += 1
            delay = r.i(2, 40) if r.chance(0.8) else r.i(600, 3 * 86400)
            out.append({"client_id": r.uuid(), "captured_at": self.stamp(t), "uploaded_at": self.stamp(t + timedelta(seconds=delay)), "lat": flat, "lng": flng, "accuracy_m": acc,
                        "grid_code": city.grid_at(flng, flat), "category": code, "severity": sev[code], "outcome": outcome, "session_id": session["client_id"] if session else None, "worker": r.pick(self.workers[g[:12]]),
                        "photos": 1 if r.chance(0.55) else 0, "note": r.pick(NOTES)})
        out.sort(key=lambda x: (x["captured_at"], x["client_id"]))
        self.truth["incidents"] = {"written": kept, "rejected_by_intervention_or_outside": tried - kept, "share_drawn_in_sessions": p_session, "share_near_places_of_the_rest": p_near}
        if a.duplicates > 0:
            d = Rng(a.seed, "duplicates")
            again = [x for x in out if d.chance(a.duplicates)]
            self.truth["incidents"]["repeated_lines"] = len(again)
            out = out + again
        return out

    # ---- ads ------------------------------------------------------------
    def ads(self):
        a, r, city = self.a, Rng(self.a.seed, "ads"), self.city
        placements = [p["code"] for p in read_csv("ad_placements.csv") if p["can_be_photographed_on_site"] == "1"]
        themes = [t["code"] for t in read_csv("ad_themes.csv") if t["code"] != "commercial"]
        theme_w = Weighted(themes, [6 if k < 4 else 2 if k < 12 else 1 for k in range(len(themes))])
        share = {s: round(r.u(0.20, 0.46), 3) for s in city.streets}
        sites = []
        for k in range(a.ad_sites):
            lng, lat = city.near(r.pick(city.pois), r, 90)
            g = city.grid_at(lng, lat)
            if g is None:
                lng, lat = city.point_in(city.by_people.pick(r), r)
                g = city.grid_at(lng, lat)
            pub = r.chance(share[city.street_of(g)])
            sites.append({"site_code": f"A{k + 1:05d}", "placement": r.pick(placements), "theme": theme_w.pick(r) if pub else "commercial", "public_service": pub, "lat": round(lat, 6), "lng": round(lng, 6), "grid_code": g})
        bad = ["damaged", "soiled", "faded", "obstructed", "expired", "covered_by_illegal_ad", "loose", "light_off"]
        bad_w = Weighted(bad, [5, 5, 4, 3, 3, 2, 1, 1])
        p_bad0, p_bad1, err = 0.18, 0.08, 0.03
        rows, nbad, npub = [], 0, 0
        for _ in range(a.ad_inspections):
            s, t = r.pick(sites), self.when(r, self.work_hour_w)
            x = (t - self.start).total_seconds() / (self.a.days * 86400)
            is_bad = r.chance(p_bad0 + (p_bad1 - p_bad0) * x)
            if s["public_service"]:
                npub += 1
                nbad += is_bad
            seen_bad = is_bad != r.chance(err)
            flng, flat, acc = self.fix(r, s["lng"], s["lat"])
            rows.append({"client_id": r.uuid(), "captured_at": self.stamp(t), "site_code": s["site_code"], "placement": s["placement"], "theme": s["theme"], "public_service": s["public_service"],
                         "condition": bad_w.pick(r) if seen_bad else "intact", "lat": flat, "lng": flng, "accuracy_m": acc, "grid_code": city.grid_at(flng, flat),
                         "worker": r.pick(self.workers[s["grid_code"][:12]]), "photos": 1, "note": r.pick(NOTES)})
        rows.sort(key=lambda x: (x["captured_at"], x["client_id"]))
        of = lambda xs: round(sum(x["public_service"] for x in xs) / len(xs), 4) if xs else None
        self.truth["ads"] = {"sites": len(sites), "public_service_share_of_sites": of(sites),
                             "by_street": {s: {"sites": len(v), "share": of(v)} for s in city.streets for v in [[x for x in sites if city.street_of(x["grid_code"]) == s]]},
                             "bad_condition_first_day": p_bad0, "bad_condition_last_day": p_bad1, "inspector_error": err,
                             "true_bad_among_inspected_public": round(nbad / npub, 4) if npub else None}
        return sites, rows

    # ---- tallies --------------------------------------------------------
    def tallies(self):
        a, r, city = self.a, Rng(self.a.seed, "tallies"), self.city
        place_kind = {"seat_giving": "bus_stop", "queueing": "bus_stop", "smoke_free": "hospital", "waste_sorted": "notice_board"}
        types = list(TALLY)
        effect = {p["code"]: r.gauss(0, 0.03) for p in city.pois}
        rows, agg = [], {}
        for _ in range(a.tallies):
            ty = r.pick(types)
            p0, gain, n0 = TALLY[ty]
            t = self.when(r, self.work_hour_w)
            p = r.pick(city.by_kind[place_kind.get(ty, "junction")])
            x = (t - self.start).total_seconds() / (a.days * 86400)
            q = min(0.995, max(0.02, p0 + gain * x + effect[p["code"]]))
            den = r.poisson(n0)
            num = r.binomial(den, q)
            m = agg.setdefault(ty, {}).setdefault(t.strftime("%Y-%m"), [0, 0.0, 0])
            m[0] += den
            m[1] += den * q
            m[2] += num
            rows.append({"client_id": r.uuid(), "captured_at": self.stamp(t), "type": ty, "place_code": p["code"], "minutes": r.pick([10, 15, 15, 20, 30]), "numerator": num, "denominator": den,
                         "lat": p["lat"], "lng": p["lng"], "accuracy_m": round(r.u(4, 25), 1), "grid_code": p["grid_code"], "worker": r.pick(self.workers[p["grid_code"][:12]]),
                         "weather": r.pick(["晴", "多云", "阴", "小雨"]), "note": r.pick(NOTES)})
        rows.sort(key=lambda x: (x["captured_at"], x["client_id"]))
        self.truth["tallies"] = {ty: {"rate_first_day": TALLY[ty][0], "rate_last_day": round(TALLY[ty][0] + TALLY[ty][1], 3), "place_effect_sd": 0.03,
                                      "months": {m: {"observed": v[0], "true_rate_weighted": round(v[1] / v[0], 4) if v[0] else None, "counted_rate": round(v[2] / v[0], 4) if v[0] else None} for m, v in sorted(ms.items())}} for ty, ms in sorted(agg.items())}
        return rows

    # ---- household answers ----------------------------------------------
    def answers(self):
        a, r, city = self.a, Rng(self.a.seed, "answers"), self.city
        dw = read_households()
        by = {}
        for d in dw:
            by.setdefault(city.street_of(d["grid_code"]), []).append(d)
        focus = sorted(r.shuffled(city.streets)[:4])  # visited three times as often, and better informed
        base = {s: r.u(0.76, 0.90) if s in focus else r.u(0.56, 0.72) for s in city.streets}
        cl = {c: r.gauss(0, 0.05) for c in city.communities}
        clip = lambda p: min(0.99, max(0.02, p))
        lat = {}
        for d in dw:  # what each dwelling would say, if asked: the exact truth of the frame
            p1 = clip(base[city.street_of(d["grid_code"])] + cl[d["community_code"]] - (0.06 if d["dwelling_type"] == "old_estate" else 0.0))
            u = [r.r() for _ in range(6)]
            w = []
            for wave in (1, 2):
                aware = u[0] < clip(p1 + (0.0 if wave == 1 else 0.10))
                support = u[1] < (0.91 if aware else 0.68)
                w.append({"aware": aware, "support": support, "handbook": u[2] < (0.58 if wave == 1 else 0.80), "satisfied": u[3] < (0.72 if wave == 1 else 0.79), "joined": u[4] < 0.24, "food_ok": u[5] < 0.76})
            lat[d["dwelling_code"]] = w
        keys = ["aware", "support", "handbook", "satisfied", "joined", "food_ok"]
        mean = lambda xs, k, w: round(sum(lat[d["dwelling_code"]][w][k] for d in xs) / len(xs), 4)
        self.truth["households"] = {"frame": len(dw), "waves": {str(w + 1): {"all": {k: mean(dw, k, w) for k in keys}, "by_street": {s: dict({k: mean(by[s], k, w) for k in keys}, dwellings=len(by[s])) for s in city.streets}} for w in (0, 1)}}
        agree_p = {"managed_estate": 0.62, "old_estate": 0.78, "self_built": 0.82}
        self.truth["households"]["consent_probability"] = agree_p
        self.truth["households"]["focus_streets"] = focus
        self.truth["households"]["sampling"] = "focus streets get three times the visits of the others, so an unweighted mean is too high; weight each street by its dwellings"
        rows, n = [], a.answers // 2
        age = Weighted(["18_29", "30_44", "45_59", "60_74", "75_plus", "no_answer"], [16, 28, 26, 20, 7, 3])
        got = {1: 0, 2: 0}
        for wave in (1, 2):
            first = self.start + timedelta(days=int(a.days * (0.25 if wave == 1 else 0.80)))
            parts = sum(3 if s in focus else 1 for s in city.streets)
            left = n
            for k, s in enumerate(city.streets):
                take = left if k == len(city.streets) - 1 else min(left, round(n * (3 if s in focus else 1) / parts))
                left -= take
                for d in r.shuffled(by[s])[: min(take, len(by[s]))]:
                    t = first + timedelta(days=r.i(0, 27), hours=r.pick([9, 10, 15, 16, 18, 19, 19]), seconds=r.i(0, 3599))
                    c = "agree" if r.chance(agree_p[d["dwelling_type"]]) else Weighted(["refuse", "not_home", "later"], [45, 45, 10]).pick(r)
                    flng, flat, acc = self.fix(r, float(d["lng"]), float(d["lat"]))
                    ans = {"dwelling_code": d["dwelling_code"], "visit_date": t.date().isoformat(), "attempt_no": r.pick([1, 1, 1, 2, 2, 3]), "consent": c}
                    if c == "refuse":
                        ans["refusal_reason"] = r.pick(["no_time", "no_interest", "distrust"])
                    if c == "agree":
                        got[wave] += 1
                        v = lat[d["dwelling_code"]][wave - 1]
                        ans.update({"age_band": age.pick(r), "gender": r.pick(["female", "male"]), "stay_length": r.pick(["under_1", "1_5", "over_5", "over_5"]), "household_size": 1 + r.poisson(1.8),
                                    "aware": "yes" if v["aware"] else r.pick(["no", "no", "dont_know"])})
                        if v["aware"]:
                            ans["channels"] = sorted({r.pick(["community", "outdoor_ad", "handbook", "worker", "media", "phone", "school"]) for _ in range(r.i(1, 3))})
                        ans["values24"] = r.pick(["10_12", "5_9", "5_9", "1_4", "1_4", "0"])
                        ans["handbook_received"] = "yes" if v["handbook"] else "no"
                        if v["handbook"]:
                            ans["handbook_read"] = "yes" if r.chance(0.55) else "no"
                        ans["knows_hotline"] = r.pick(["yes", "yes", "no"])
                        ans["support"] = r.pick(["strong", "support", "support"]) if v["support"] else r.pick(["neutral", "neutral", "against", "dont_know"])
                        if ans["support"] == "against":
                            ans["against_reason"] = r.pick(["停车更难", "影响生意", "只做表面", "没有感受到变化"])
                        ans["activities"] = ["volunteer"] if v["joined"] and r.chance(0.5) else [r.pick(["cleaning", "festival", "lecture"])] if v["joined"] else ["none"]
                        if "volunteer" in ans["activities"]:
                            ans["volunteer_hours"] = 1 + r.poisson(11)
                        for q in ("sat_cleanliness", "sat_traffic", "sat_market", "sat_service"):
                            ans[q] = r.pick(["5", "4", "4", "3", "2"])
                        ans["sat_food"] = r.pick(["5", "4"]) if v["food_ok"] else r.pick(["3", "2", "1"])
                        ans["sat_overall"] = r.pick(["5", "4"]) if v["satisfied"] else r.pick(["3", "3", "2", "1"])
                        ans["worst_behaviours"] = sorted({r.pick(["littering", "spitting", "jaywalking", "illegal_parking_motor", "smoking_no_smoking_area", "illegal_small_ads", "dog_unleashed", "stacking_goods"]) for _ in range(r.i(1, 3))})
                    rows.append({"client_id": r.uuid(), "captured_at": self.stamp(t), "form_id": "household_awareness_support", "form_version": "2026010101", "wave": wave, "dwelling_code": d["dwelling_code"],
                                 "lat": flat if c == "agree" else None, "lng": flng if c == "agree" else None, "accuracy_m": acc if c == "agree" else None, "grid_code": d["grid_code"],
                                 "worker": r.pick(self.workers[d["community_code"]]), "outcome": c, "duration_s": r.i(240, 900) if c == "agree" else r.i(10, 90), "answers": ans})
        self.truth["households"]["completed"] = got
        rows.sort(key=lambda x: (x["captured_at"], x["client_id"]))
        return rows

    # ---- lines a server should refuse -----------------------------------
    def dirty(self):
        r, out = Rng(self.a.seed, "dirty"), []
        for k in range(self.a.dirty):
            g = self.city.by_people.pick(r)
            lng, lat = self.city.point_in(g, r)
            x = {"client_id": r.uuid(), "captured_at": self.stamp(self.when(r)), "lat": round(lat, 6), "lng": round(lng, 6), "accuracy_m": 12.0, "grid_code": g, "category": "littering", "severity": 1, "outcome": "corrected", "session_id": None, "worker": self.workers[g[:12]][0], "photos": 0, "note": ""}
            why = ["lat_out_of_range", "swapped_lat_lng", "outside_city", "unknown_category", "unknown_outcome", "future", "no_offset", "bad_uuid", "negative_accuracy", "note_too_long", "grid_mismatch", "missing_field", "null_island", "number_as_text"][k % 14]
            if why == "lat_out_of_range": x["lat"] = 126.9
            elif why == "swapped_lat_lng": x["lat"], x["lng"] = x["lng"], x["lat"]
            elif why == "outside_city": x["lng"] = round(x["lng"] + 1.5, 6)
            elif why == "unknown_category": x["category"] = "no_such_thing"
            elif why == "unknown_outcome": x["outcome"] = "maybe"
            elif why == "future": x["captured_at"] = "2999-01-01T08:00:00+08:00"
            elif why == "no_offset": x["captured_at"] = x["captured_at"][:19]
            elif why == "bad_uuid": x["client_id"] = "not-a-uuid"
            elif why == "negative_accuracy": x["accuracy_m"] = -5
            elif why == "note_too_long": x["note"] = "字" * 5000
            elif why == "grid_mismatch": x["grid_code"] = self.city.grids[(self.city.grids.index(g) + 300) % 600]
            elif why == "missing_field": del x["captured_at"]
            elif why == "null_island": x["lat"] = x["lng"] = 0.0
            elif why == "number_as_text": x["lat"] = str(x["lat"])
            out.append({"why": why, "record": x})
        return out

    def run(self):
        os.makedirs(self.a.out, exist_ok=True)
        self.sessions()
        counts = {"incidents": self.write("incidents.jsonl", self.incidents())}
        counts["sessions"] = self.write("sessions.jsonl", self.session_list)
        if self.a.ad_sites:
            sites, insp = self.ads()
            counts["ad_sites"] = self.write("ad_sites.jsonl", sites)
            counts["ad_inspections"] = self.write("ad_inspections.jsonl", insp)
        if self.a.tallies:
            counts["tallies"] = self.write("tallies.jsonl", self.tallies())
        if self.a.answers:
            counts["answers"] = self.write("answers.jsonl", self.answers())
        if self.a.dirty:
            counts["dirty"] = self.write("dirty.jsonl", self.dirty())
        self.truth["lines"] = counts
        with open(os.path.join(self.a.out, "truth.json"), "w", encoding="utf-8", newline="\n") as f:
            json.dump(self.truth, f, ensure_ascii=False, indent=1, sort_keys=True)
            f.write("\n")


def main():
    p = argparse.ArgumentParser(description="repeatable demo history for the fictional city")
    p.add_argument("--out", default="history")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--end", default="2026-10-31", help="last day, YYYY-MM-DD, or 'today'")
    p.add_argument("--days", type=int, default=365)
    p.add_argument("--incidents", type=int, default=20000)
    p.add_argument("--sessions", type=int, default=900)
    p.add_argument("--ad-sites", type=int, default=1200)
    p.add_argument("--ad-inspections", type=int, default=4000)
    p.add_argument("--tallies", type=int, default=3000)
    p.add_argument("--answers", type=int, default=3000, help="visits in both waves together")
    p.add_argument("--duplicates", type=float, default=0.0, help="share of incidents written a second time, as a retry would")
    p.add_argument("--dirty", type=int, default=0, help="this many lines that a server should refuse, in dirty.jsonl")
    a = p.parse_args()
    if a.end == "today":
        a.end = datetime.now(TZ).date().isoformat()
    if a.days < 60:
        p.error("--days must be 60 or more")
    History(a).run()


if __name__ == "__main__":
    main()
