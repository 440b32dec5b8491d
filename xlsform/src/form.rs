//! The form definition: what a workbook becomes, what the phone gets, what a record is checked against.

mod files;

pub use files::FileUse;

use crate::fault::Fault;
use crate::kind::Kind;
use crate::tree::{NodeId, Tree};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words in one language: a text, or a text with answers in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// A text.
    Plain(String),
    /// Texts and answers in turn.
    Parts(Vec<Part>),
}

/// A piece of a text with answers in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// A text.
    Plain(String),
    /// An answer, inserted as text.
    Answer(Tree),
}

/// Words by language.
pub type Texts = BTreeMap<String, Words>;

/// A property that holds always, never, or when an expression says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rule {
    /// Always or never.
    Fixed(bool),
    /// When the expression holds.
    When(Tree),
}

impl Default for Rule {
    fn default() -> Self {
        Self::Fixed(false)
    }
}

impl Rule {
    fn is_never(&self) -> bool {
        *self == Self::Fixed(false)
    }
}

/// Numbers of a range question.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Least value.
    pub start: f64,
    /// Greatest value.
    pub end: f64,
    /// Distance of two neighbours.
    pub step: f64,
    /// True when all three are whole numbers.
    pub is_whole: bool,
}

/// Where a node comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the sheet.
    pub sheet: String,
    /// Row as the spreadsheet shows it.
    pub row: u32,
}

/// A question, a group, a repeat or something computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its place in [`Form::nodes`].
    pub id: NodeId,
    /// What it is.
    pub kind: Kind,
    /// Names from the root, joined with `/`; the root is empty.
    pub path: String,
    /// The group or repeat around it; none for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<NodeId>,
    /// Nodes inside, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<NodeId>,
    /// The nearest repeat around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<NodeId>,
    /// What is asked.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub label: Texts,
    /// Help below the question.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub hint: Texts,
    /// Longer help, for those who ask for it.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub guidance_hint: Texts,
    /// Whether an answer must be given.
    #[serde(default, skip_serializing_if = "Rule::is_never")]
    pub required: Rule,
    /// What is said when it was not.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub required_message: Texts,
    /// When the node is asked at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Tree>,
    /// What an answer must satisfy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Tree>,
    /// What is said when it does not.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub constraint_message: Texts,
    /// The calculation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Tree>,
    /// Nodes whose change runs the calculation, when not every change does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trigger: Vec<NodeId>,
    /// The value at the start, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The value at the start, computed once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic_default: Option<Tree>,
    /// Whether a person may change it.
    #[serde(default, skip_serializing_if = "Rule::is_never")]
    pub read_only: Rule,
    /// Name of the list of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Which rows of the list are offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Tree>,
    /// Choices that come from the answers of a repeat: the node that is asked there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices_of: Option<NodeId>,
    /// The label of the virtual choice `other`, where there is one.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub or_other: Texts,
    /// Whether the choices are shuffled.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_shuffled: bool,
    /// The seed of the shuffle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Tree>,
    /// How many instances a counted repeat has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Tree>,
    /// Numbers of a range question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Span>,
    /// How it looks, in words of the convention.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub appearance: String,
    /// Other parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Files by kind (`image`, `audio`, `video`, `big-image`) and language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub media: BTreeMap<String, BTreeMap<String, String>>,
    /// The property of an entity that takes the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save_to: Option<String>,
    /// Attributes kept for other tools, by header.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The row it comes from.
    pub source: Source,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Node {
    /// A bare node.
    pub fn new(id: NodeId, kind: Kind, path: String, source: Source) -> Self {
        Self {
            id,
            kind,
            path,
            parent: None,
            children: vec![],
            scope: None,
            label: Texts::new(),
            hint: Texts::new(),
            guidance_hint: Texts::new(),
            required: Rule::default(),
            required_message: Texts::new(),
            relevant: None,
            constraint: None,
            constraint_message: Texts::new(),
            value: None,
            trigger: vec![],
            default: None,
            dynamic_default: None,
            read_only: Rule::default(),
            list: None,
            filter: None,
            choices_of: None,
            or_other: Texts::new(),
            is_shuffled: false,
            seed: None,
            count: None,
            range: None,
            appearance: String::new(),
            parameters: BTreeMap::new(),
            media: BTreeMap::new(),
            save_to: None,
            attributes: BTreeMap::new(),
            source,
        }
    }

    /// The last name of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or("")
    }
}

/// A list of choices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Names of the columns; the first is `name`.
    pub columns: Vec<String>,
    /// Values by column; the first is the choice's value.
    pub rows: Vec<Vec<String>>,
    /// Labels by language, one per row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, Vec<Words>>,
    /// Files by kind and language, one per row; empty where a choice has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub media: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Rows of the `entities` sheet: things the form creates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Name of the collection.
    pub dataset: String,
    /// Its label.
    pub label: Tree,
    /// When one is created; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_if: Option<Tree>,
}

/// A compiled form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Version of this structure; 1.
    pub schema: u32,
    /// The form's id.
    pub form: String,
    /// The form's version, as the author writes it.
    pub version: String,
    /// Title by language.
    pub title: BTreeMap<String, String>,
    /// Languages in the order of their columns.
    pub languages: Vec<String>,
    /// Names of the languages as the author writes them.
    pub language_names: BTreeMap<String, String>,
    /// The language the form opens in.
    pub default_language: String,
    /// Minutes east of UTC in which days begin and end.
    pub zone_min: i64,
    /// Name of one filled form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_name: Option<Tree>,
    /// Style of the pages.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub style: String,
    /// What the author should look at.
    pub warnings: Vec<Fault>,
    /// All nodes; the first is the root, a group without a name.
    pub nodes: Vec<Node>,
    /// Lists of choices by name.
    pub lists: BTreeMap<String, List>,
    /// Nodes with something to compute, each after all it reads.
    pub order: Vec<NodeId>,
    /// Names of the data files it needs.
    pub files: Vec<String>,
    /// What it creates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
}

impl Form {
    /// The node of that id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::try_from(id).ok()?)
    }

    /// Questions that a person or the device answers: everything but groups, repeats and calculations.
    pub fn questions(&self) -> usize {
        self.nodes
            .iter()
            .filter(|node| !node.kind.is_block() && node.kind != Kind::Calculate)
            .count()
    }

    /// Reads a definition back; expressions may stand far inside each other.
    /// Errors: what is not a definition, or one whose numbers point nowhere.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        use serde::de::Error as _;
        let value = crate::json::read(text, 4 * crate::limits::EXPRESSION_DEPTH)
            .ok_or_else(|| serde_json::Error::custom("not JSON, or too deep"))?;
        let form = Self::deserialize(value)?;
        let count = u32::try_from(form.nodes.len()).unwrap_or(u32::MAX);
        let is_sound = form.nodes.iter().zip(0..).all(|(node, at)| {
            let is_before = |parent: Option<NodeId>| parent.is_none_or(|parent| parent < at);
            node.id == at
                && is_before(node.parent)
                && is_before(node.scope)
                && node.parent.is_none() == (at == 0)
                && node
                    .children
                    .iter()
                    .all(|child| *child > at && *child < count)
        });
        if is_sound && count > 0 && form.order.iter().all(|id| *id < count) {
            Ok(form)
        } else {
            Err(serde_json::Error::custom("nodes point nowhere"))
        }
    }
}
