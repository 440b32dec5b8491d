//! The cell `parameters`: ranges, shuffled choices, and words for the device.

use super::table::TableRow;
use super::{Compiler, Slot, settings};
use crate::fault::{Code, nearest};
use crate::form::Span;
use crate::kind::Kind;
use crate::num;
use crate::tree::NodeId;
use std::collections::BTreeMap;

/// Parameters of the convention.
const PARAMETERS: [&str; 27] = [
    "start",
    "end",
    "step",
    "randomize",
    "seed",
    "value",
    "label",
    "max-pixels",
    "app",
    "rows",
    "quality",
    "capture-accuracy",
    "warning-accuracy",
    "allow-mock-accuracy",
    "location-priority",
    "location-min-interval",
    "location-max-age",
    "track-changes",
    "track-changes-reasons",
    "identify-user",
    "incremental",
    "placeholder",
    "tick-interval",
    "tick-labelset",
    "interval",
    "hash",
    "version",
];

impl Compiler<'_> {
    pub(super) fn parameters(
        &mut self,
        row: &TableRow<'_>,
        id: NodeId,
        kind: Kind,
    ) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let text = row.text("parameters");
        for piece in text
            .split([' ', ',', ';', '\n'])
            .filter(|piece| !piece.is_empty())
        {
            let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
            let key = key.to_lowercase();
            if !PARAMETERS.contains(&key.as_str()) || value.is_empty() {
                let fault = row.fault(
                    Code::BadParameter,
                    "parameters",
                    &format!("参数 {piece} 不认识，请写成 名称=值"),
                    &format!("the parameter {piece} is not known; write name=value"),
                );
                let near = nearest(&key, PARAMETERS.iter().copied());
                self.faults.error(fault.with_hint(near));
                continue;
            }
            found.insert(key, value.to_owned());
        }
        if kind == Kind::Range {
            self.range(row, id, &mut found);
        }
        if kind.is_select() {
            self.shuffle(row, id, &mut found);
        }
        found
    }

    fn range(&mut self, row: &TableRow<'_>, id: NodeId, parameters: &mut BTreeMap<String, String>) {
        let mut read = |key: &str, default: f64| {
            let text = parameters.remove(key);
            text.map_or(default, |text| num::from_text(&text))
        };
        let (start, end, step) = (read("start", 1.0), read("end", 10.0), read("step", 1.0));
        let is_whole = [start, end, step].iter().all(|value| value.fract() == 0.0);
        let is_sound = start.is_finite() && end.is_finite() && step.is_finite() && step != 0.0;
        if !is_sound {
            self.faults.error(row.fault(
                Code::BadParameter,
                "parameters",
                "start、end、step 须是数字，step 不能为 0",
                "start, end and step are numbers, and step is not 0",
            ));
        }
        if let Some(node) = self.node_mut(id) {
            node.range = Some(Span {
                start,
                end,
                step: step.abs(),
                is_whole,
            });
        }
    }

    fn shuffle(
        &mut self,
        row: &TableRow<'_>,
        id: NodeId,
        parameters: &mut BTreeMap<String, String>,
    ) {
        let is_shuffled = match parameters.remove("randomize") {
            None => false,
            Some(text) => settings::truth(&text).unwrap_or_else(|| {
                self.faults.error(row.fault(
                    Code::BadParameter,
                    "parameters",
                    "randomize 请写 true 或 false",
                    "write randomize=true or randomize=false",
                ));
                false
            }),
        };
        let seed = parameters.remove("seed");
        if let Some(node) = self.node_mut(id) {
            node.is_shuffled = is_shuffled;
        }
        if let Some(seed) = seed {
            if is_shuffled {
                self.wait(row, id, "parameters", Slot::Seed, seed);
            } else {
                self.faults.error(row.fault(
                    Code::BadParameter,
                    "parameters",
                    "seed 须与 randomize=true 同用",
                    "seed goes together with randomize=true",
                ));
            }
        }
    }
}
