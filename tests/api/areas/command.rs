//! `wenxun import …` as a person at a terminal sees it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("wenxun-import-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn import(&self, what: &str, file: &Path, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_wenxun"))
            .args(["import", what])
            .arg(file)
            .args(more)
            .env("WENXUN_DATA", &self.0)
            .env_remove("WENXUN_DATABASE_URL")
            .current_dir(&self.0)
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind is only litter in the temporary directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn demo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("demo/city")
        .join(name)
}

#[test]
fn areas_then_sites_then_roads_come_in_and_it_says_so() {
    let folder = Folder::new("good");
    let early = folder.import("sites", &demo("pois.geojson"), &[]);
    assert!(
        !early.status.success() && said(&early).contains("areas first"),
        "{}",
        said(&early)
    );
    let looked = folder.import("areas", &demo("areas.geojson"), &["--dry-run"]);
    assert!(
        looked.status.success() && said(&looked).contains("nothing was changed"),
        "{}",
        said(&looked)
    );
    let areas = folder.import("areas", &demo("areas.geojson"), &[]);
    assert!(areas.status.success(), "{}", said(&areas));
    assert!(
        said(&areas).contains("grid 600") && said(&areas).contains("version 1"),
        "{}",
        said(&areas)
    );
    let sites = folder.import("sites", &demo("pois.geojson"), &[]);
    assert!(
        sites.status.success() && said(&sites).contains("299 new"),
        "{}",
        said(&sites)
    );
    let roads = folder.import("roads", &demo("roads.geojson"), &[]);
    assert!(
        roads.status.success() && said(&roads).contains("688 new"),
        "{}",
        said(&roads)
    );
}

#[test]
fn a_frame_of_households_comes_in_whole_or_not_at_all() {
    let folder = Folder::new("households");
    let text = include_str!("../../data/surveys/households.csv");
    let good = folder.0.join("households.csv");
    std::fs::write(&good, text).unwrap();
    let early = folder.import("households", &good, &[]);
    assert!(
        !early.status.success() && said(&early).contains("areas first"),
        "{}",
        said(&early)
    );
    let areas = folder.import("areas", &demo("areas.geojson"), &[]);
    assert!(areas.status.success(), "{}", said(&areas));
    let doors = text.lines().count() - 1;
    let looked = folder.import("households", &good, &["--dry-run"]);
    assert!(
        looked.status.success() && said(&looked).contains("nothing was changed"),
        "{}",
        said(&looked)
    );
    let bad = folder.0.join("bad.csv");
    let second = text.lines().nth(1).unwrap();
    std::fs::write(&bad, format!("{text}{second}\n")).unwrap();
    let refused = folder.import("households", &bad, &[]);
    let place = format!("line 第 {} 行", doors + 2);
    assert!(
        !refused.status.success()
            && said(&refused).contains(&place)
            && said(&refused).contains("stands twice"),
        "{}",
        said(&refused)
    );
    let taken = folder.import("households", &good, &["--title", "2026"]);
    assert!(
        taken.status.success() && said(&taken).contains(&format!("{doors} doors")),
        "{}",
        said(&taken)
    );
}

#[test]
fn a_faulty_file_ends_non_zero_and_names_the_place() {
    let folder = Folder::new("bad");
    let text = std::fs::read_to_string(demo("areas.geojson")).unwrap();
    let cut = folder.0.join("cut.geojson");
    std::fs::write(&cut, &text[..2_000]).unwrap();
    let refused = folder.import("areas", &cut, &[]);
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("line 2") && said(&refused).contains("nothing was changed"),
        "{}",
        said(&refused)
    );
    let absent = folder.import("areas", &folder.0.join("absent.geojson"), &[]);
    assert!(
        !absent.status.success() && said(&absent).contains("cannot read"),
        "{}",
        said(&absent)
    );
}
