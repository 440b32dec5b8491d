//! The whole examination of an areas file: each area alone, the tree, the tiling.

use super::parse::{AreaDraft, read_areas};
use super::problem::{Problem, Severity};
use super::{tiling, tree};

/// What an areas file holds and what is wrong with it.
pub struct Examined {
    /// Every area whose properties could be read.
    pub drafts: Vec<AreaDraft>,
    /// Errors first, then warnings, each in the order of codes; at most [`tiling::MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
}

impl Examined {
    /// Whether the file may be imported: no error.
    pub fn is_acceptable(&self) -> bool {
        self.problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning)
    }
}

/// Examines an areas file. Total: any bytes give an answer, in bounded time and memory.
pub fn examine(bytes: &[u8]) -> Examined {
    let mut problems = Vec::new();
    let drafts = read_areas(bytes, &mut problems);
    tree::check(&drafts, &mut problems);
    if problems.len() < tiling::MAX_PROBLEMS {
        tiling::check(&drafts, &mut problems);
    }
    problems.sort_by(|a, b| {
        let key = |problem: &Problem| (problem.severity, problem.area_code.clone(), problem.code);
        key(a).cmp(&key(b))
    });
    problems.truncate(tiling::MAX_PROBLEMS);
    Examined { drafts, problems }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::areas::geometry::problem::ProblemCode;

    const SMALL: &[u8] = include_bytes!("../../../tests/data/areas_small.geojson");
    const CITY: &[u8] = include_bytes!("../../../demo/city/areas.geojson");

    /// Indexes of features in the small file.
    const STREET: usize = 0;
    const GRID: usize = 4;

    fn changed(change: impl FnOnce(&mut Value)) -> Examined {
        let mut file: Value = serde_json::from_slice(SMALL).unwrap();
        change(&mut file);
        examine(file.to_string().as_bytes())
    }

    fn codes(examined: &Examined) -> BTreeSet<ProblemCode> {
        examined
            .problems
            .iter()
            .map(|problem| problem.code)
            .collect()
    }

    fn only(examined: &Examined, code: ProblemCode) -> Problem {
        assert_eq!(
            codes(examined),
            BTreeSet::from([code]),
            "{:?}",
            examined.problems
        );
        assert!(!examined.is_acceptable() || examined.problems[0].severity == Severity::Warning);
        examined.problems[0].clone()
    }

    fn ring(file: &mut Value, feature: usize) -> &mut Vec<Value> {
        file["features"][feature]["geometry"]["coordinates"][0]
            .as_array_mut()
            .unwrap()
    }

    #[test]
    fn the_demo_city_is_faultless_and_quick() {
        let start = Instant::now();
        let examined = examine(CITY);
        assert!(examined.problems.is_empty(), "{:?}", examined.problems);
        assert_eq!(examined.drafts.len(), 676);
        assert!(
            start.elapsed() < Duration::from_secs(1),
            "{:?}",
            start.elapsed()
        );
    }

    #[test]
    fn a_byte_order_mark_is_tolerated() {
        let with_mark = [b"\xEF\xBB\xBF".as_slice(), SMALL].concat();
        let examined = examine(&with_mark);
        assert!(examined.problems.is_empty() && examined.drafts.len() == 16);
    }

    #[test]
    fn areas_in_square_metres_are_those_of_the_ellipsoid() {
        let city = examine(CITY).drafts.into_iter().next().unwrap();
        let area_m2 = city.shape.unwrap().area_m2();
        // The file says 76,288,727 by a flat approximation, which is good to 0.3 % here.
        assert!((area_m2 / 76_288_727.0 - 1.0).abs() < 0.003, "{area_m2}");
    }

    #[test]
    fn text_that_is_no_geojson_is_refused_with_the_place() {
        let cut = examine(&SMALL[..SMALL.len() / 2]);
        assert!(
            only(&cut, ProblemCode::NotGeojson)
                .detail
                .en
                .contains("line")
        );
        for bytes in [
            &b""[..],
            b"[]",
            b"{}",
            b"{\"type\":\"Feature\",\"features\":[]}",
            b"\xFF\xFE{\0}\0",
            b"null",
        ] {
            only(&examine(bytes), ProblemCode::NotGeojson);
        }
        let nested = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        only(&examine(nested.as_bytes()), ProblemCode::NotGeojson);
        let deep = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{nested}}}]}}"#
        );
        only(&examine(deep.as_bytes()), ProblemCode::NotGeojson);
    }

    #[test]
    fn a_file_without_areas_is_refused() {
        only(
            &examine(br#"{"type":"FeatureCollection","features":[]}"#),
            ProblemCode::NotGeojson,
        );
    }

    #[test]
    fn a_missing_name_level_or_code_is_refused() {
        for key in ["code", "level", "name_zh"] {
            let examined = changed(|file| {
                file["features"][GRID]["properties"]
                    .as_object_mut()
                    .unwrap()
                    .remove(key);
            });
            assert!(
                codes(&examined).contains(&ProblemCode::MissingProperty),
                "{key}"
            );
            assert!(!examined.is_acceptable());
        }
        let number = changed(|file| {
            file["features"][GRID]["properties"]["code"] = json!(439_805_001_001_001_u64);
        });
        assert!(codes(&number).contains(&ProblemCode::MissingProperty));
    }

    #[test]
    fn households_that_are_no_count_are_refused_and_absent_ones_are_not() {
        for (value, is_fine) in [
            (json!(null), true),
            (json!(0), true),
            (json!("130"), false),
            (json!(-1), false),
            (json!(1.5), false),
        ] {
            let examined =
                changed(|file| file["features"][GRID]["properties"]["households"] = value.clone());
            assert_eq!(examined.is_acceptable(), is_fine, "{value}");
        }
    }

    #[test]
    fn an_unknown_level_is_refused() {
        let examined =
            changed(|file| file["features"][GRID]["properties"]["level"] = json!("block"));
        assert!(codes(&examined).contains(&ProblemCode::UnknownLevel));
    }

    #[test]
    fn a_code_that_stands_twice_is_refused() {
        let examined = changed(|file| {
            let copy = file["features"][GRID].clone();
            file["features"].as_array_mut().unwrap().push(copy);
        });
        assert!(codes(&examined).contains(&ProblemCode::DuplicateCode));
        assert!(!examined.is_acceptable());
    }

    #[test]
    fn a_code_of_wrong_length_is_refused_with_its_place() {
        for code in ["43980500100100", "4398050010010011", "43980500100100A"] {
            let problem = only(
                &changed(|file| file["features"][GRID]["properties"]["code"] = json!(code)),
                ProblemCode::WrongCodeLength,
            );
            assert_eq!(problem.area_code, code);
            assert!(problem.place.is_some());
        }
    }

    #[test]
    fn an_absent_parent_is_refused() {
        let examined = changed(|file| {
            file["features"][GRID]["properties"]["parent_code"] = json!("439805001009");
        });
        assert!(codes(&examined).contains(&ProblemCode::Orphan));
        assert!(!examined.is_acceptable());
    }

    #[test]
    fn a_circle_of_parents_is_refused() {
        let examined = changed(|file| {
            file["features"][STREET]["properties"]["parent_code"] = json!("439805001001");
        });
        assert!(codes(&examined).contains(&ProblemCode::WrongParentLevel));
    }

    #[test]
    fn a_ring_that_crosses_itself_is_refused_with_its_place() {
        let problem = only(
            &changed(|file| ring(file, GRID).swap(1, 2)),
            ProblemCode::InvalidRing,
        );
        assert_eq!(problem.area_code, "439805001001001");
        assert!(problem.place.is_some());
    }

    #[test]
    fn an_open_or_short_ring_is_refused() {
        only(
            &changed(|file| {
                ring(file, GRID).pop();
            }),
            ProblemCode::InvalidRing,
        );
        only(
            &changed(|file| ring(file, GRID).truncate(2)),
            ProblemCode::InvalidRing,
        );
    }

    #[test]
    fn a_hole_outside_its_shell_is_refused() {
        let examined = changed(|file| {
            let hole = json!([
                [110.53, 26.95],
                [110.531, 26.95],
                [110.531, 26.951],
                [110.53, 26.95]
            ]);
            file["features"][GRID]["geometry"]["coordinates"]
                .as_array_mut()
                .unwrap()
                .push(hole);
        });
        only(&examined, ProblemCode::InvalidRing);
    }

    #[test]
    fn swapped_axes_are_recognised_where_they_are() {
        let problem = only(
            &changed(|file| {
                for point in ring(file, GRID) {
                    point.as_array_mut().unwrap().swap(0, 1);
                }
            }),
            ProblemCode::SwappedAxes,
        );
        assert_eq!(problem.place, Some((110.52, 26.95)));
    }

    #[test]
    fn coordinates_beyond_the_globe_are_refused() {
        only(
            &changed(|file| ring(file, GRID)[1] = json!([181.0, 95.0])),
            ProblemCode::OutOfRange,
        );
    }

    #[test]
    fn a_removed_grid_leaves_a_gap_of_its_size() {
        let problem = only(
            &changed(|file| {
                file["features"].as_array_mut().unwrap().remove(GRID);
            }),
            ProblemCode::Gap,
        );
        assert_eq!(problem.area_code, "439805001001");
        assert!(
            (problem.area_m2.unwrap() - 44_010.0).abs() < 60.0,
            "{:?}",
            problem.area_m2
        );
        assert!(problem.piece.unwrap().holds(110.521, 26.951));
    }

    #[test]
    fn a_grid_that_reaches_over_its_neighbour_overlaps() {
        // The shared border 110.522 moves east by 0.0005 degrees for the western grid only.
        let examined = changed(|file| {
            ring(file, GRID)[1] = json!([110.5225, 26.95]);
            ring(file, GRID)[2] = json!([110.5225, 26.952]);
        });
        let problem = only(&examined, ProblemCode::Overlap);
        assert_eq!(
            (problem.area_code.as_str(), problem.other_code.as_deref()),
            ("439805001001001", Some("439805001001002"))
        );
        assert_eq!(problem.severity, Severity::Error);
    }

    #[test]
    fn a_grid_that_reaches_out_of_its_parent_is_refused() {
        let examined = changed(|file| {
            for corner in [0, 4] {
                ring(file, GRID)[corner] = json!([110.519, 26.949]);
            }
        });
        let problem = only(&examined, ProblemCode::OutsideParent);
        assert_eq!(problem.area_code, "439805001001001");
    }

    #[test]
    fn slivers_warn_and_noise_is_silent() {
        let moved = |degrees: f64| {
            changed(|file| {
                ring(file, GRID)[1] = json!([110.522 - degrees, 26.95]);
                ring(file, GRID)[2] = json!([110.522 - degrees, 26.952]);
            })
        };
        // 222 m long: 0.000001 degrees make 22 m² (1 % of the grid is 440 m²), 0.00004 make 880 m².
        let sliver = moved(0.000_001);
        assert!(sliver.is_acceptable());
        assert_eq!(only(&sliver, ProblemCode::Gap).severity, Severity::Warning);
        assert!(!moved(0.000_04).is_acceptable());
        assert!(moved(0.000_000_04).problems.is_empty());
    }

    #[test]
    fn neighbours_need_not_share_every_vertex() {
        // One more vertex on the shared border of two grids and of the parent: nothing is wrong.
        let examined = changed(|file| ring(file, GRID).insert(2, json!([110.522, 26.951])));
        assert!(examined.problems.is_empty(), "{:?}", examined.problems);
    }

    #[test]
    fn overlapping_roots_are_reported() {
        let examined = changed(|file| {
            for feature in file["features"].as_array_mut().unwrap() {
                feature["properties"]["parent_code"] = Value::Null;
            }
        });
        assert!(codes(&examined).contains(&ProblemCode::Overlap));
    }

    #[test]
    fn ten_thousand_areas_take_seconds_and_hostile_ones_are_cut_short() {
        let start = Instant::now();
        // Every square overlaps its neighbours by half and has no parent.
        let features: Vec<Value> = (0..10_000_u32)
            .map(|n| {
                let (x, y) = (110.0 + f64::from(n % 100) * 0.001, 26.0 + f64::from(n / 100) * 0.001);
                let ring = json!([[x, y], [x + 0.0015, y], [x + 0.0015, y + 0.0015], [x, y + 0.0015], [x, y]]);
                json!({"type": "Feature", "properties": {"code": format!("{n:015}"), "level": "grid", "name_zh": "格", "parent_code": null},
                       "geometry": {"type": "Polygon", "coordinates": [ring]}})
            })
            .collect();
        let examined = examine(
            json!({"type": "FeatureCollection", "features": features})
                .to_string()
                .as_bytes(),
        );
        assert_eq!(
            examined.problems.len(),
            crate::areas::geometry::tiling::MAX_PROBLEMS
        );
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{:?}",
            start.elapsed()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_bytes_give_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(!examine(&bytes).is_acceptable());
        }

        #[test]
        fn a_file_with_one_byte_changed_gives_an_answer(place in 0..SMALL.len(), byte in any::<u8>()) {
            let mut bytes = SMALL.to_vec();
            bytes[place] = byte;
            let examined = examine(&bytes);
            prop_assert!(examined.drafts.len() <= 16);
        }

        #[test]
        fn random_rings_never_break_the_checks(points in proptest::collection::vec((-3_i32..4, -3_i32..4), 0..9), hole in proptest::collection::vec((-3_i32..4, -3_i32..4), 0..6)) {
            let close = |points: &[(i32, i32)]| -> Vec<[f64; 2]> {
                points.iter().chain(points.first()).map(|&(x, y)| [110.5235 + f64::from(x) * 0.0005, 26.9535 + f64::from(y) * 0.0005]).collect()
            };
            let examined = changed(|file| {
                file["features"][GRID]["geometry"]["coordinates"] = json!([close(&points), close(&hole)]);
            });
            prop_assert_eq!(examined.drafts.len(), 16);
            prop_assert!(!examined.problems.is_empty());
        }
    }
}
