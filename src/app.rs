//! Composition root: builds what the capabilities share, mounts every capability, starts the background work.

mod api_doc;
mod lock;
mod pack_parts;
mod retention;
mod serve;
mod service_info;

pub use api_doc::document;
pub use lock::DataLock;
pub use serve::{Running, serve};

use crate::accounts::{self, Passwords, Transport};
use crate::ads::{AdCensusKind, AdGauge, AdInspectionKind, AdSection, AdSitesPart, AdWordsPart};
use crate::areas::{self, Territories};
use crate::cases::{self, CaseGauge, CaseMaker, CaseSection};
use crate::config::Config;
use crate::dissuasion::{self, DutySection, ShiftCheckKind, ShiftReportKind, ShiftsPart};
use crate::exchange::RecordImporter;
use crate::gauges::Gauges;
use crate::incidents::{IncidentKind, IncidentSection, VocabularyPart};
use crate::indicators;
use crate::insights::{self, Insights, PlaceSection};
use crate::inspections::{
    self, InspectionGauge, InspectionSection, InspectionsPart, Rubrics, SiteInspectionKind,
};
use crate::platform::audit;
use crate::platform::auth::State;
use crate::platform::blobs::Blobs;
use crate::platform::clock::Clock;
use crate::platform::days::Zone;
use crate::platform::db::Db;
use crate::platform::http::{Closing, Edge, configure_health, edge};
use crate::platform::ids::Ids;
use crate::platform::jobs::Runner;
use crate::platform::keys::Keys;
use crate::platform::problem::{Code, Problem};
use crate::platform::query::bad_query;
use crate::platform::telemetry::RequestSpan;
use crate::platform::web_app;
use crate::records::{
    Intake, Kinds, MyRecordsPart, PackParts, RescueKey, RescuedPhotos, Writer, WriterTask,
};
use crate::reports::{self, ReportMaker};
use crate::sections::Sections;
use crate::surveys::{
    self, Forms, RescuedFiles, SurveyGauge, SurveySection, SurveyVisitKind, SurveysPart,
};
use crate::tallies::{TallyGauge, TallyKind, TallyPart, TallySection};
use crate::units::{self, Shelf};
use crate::views;
use actix_web::{App, middleware, web};
use migration::{Migrator, MigratorTrait as _};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

/// What all capabilities of one process share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Service {
    /// Settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Photos.
    pub blobs: Blobs,
    /// The area tree in use.
    pub territories: Territories,
    /// Units and rules of responsibility in use.
    pub shelf: Shelf,
    /// The index behind all figures.
    pub insights: Insights,
    /// Time.
    pub clock: Clock,
    /// New identifiers.
    pub ids: Ids,
    /// Secrets.
    pub keys: Arc<Keys>,
    /// The installation's zone.
    pub zone: Zone,
    /// Published questionnaires.
    pub forms: Forms,
    /// Rubrics of inspections.
    pub rubrics: Rubrics,
    /// The one door for records.
    pub intake: Intake,
    rescue_key: Arc<RescueKey>,
    writer_task: Arc<Mutex<Option<WriterTask>>>,
    state: State,
    edge: Edge,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    transport: Transport,
}

/// What a test replaces.
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    /// Instead of the operating system's clock.
    pub clock: Option<Clock>,
    /// Instead of random ids.
    pub ids: Option<Ids>,
    /// Instead of the folder.
    pub blobs: Option<Blobs>,
}

impl Service {
    /// Opens database, keys and blobs in the configured places and brings the schema up to date.
    pub async fn open(config: Config, replaced: Replaced) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data)?;
        let keys = Arc::new(Keys::load_or_make(&config.keys_folder())?);
        let db = open_database(&config, &keys).await?;
        let blobs = match replaced.blobs {
            Some(blobs) => blobs,
            None => Blobs::in_folder(&config.data.join("photos"))?,
        };
        let (territories, forms) = (Territories::load(&db).await?, Forms::default());
        let rubrics = Rubrics::default();
        let clock = replaced.clock.unwrap_or(Clock::System);
        let ids = replaced.ids.unwrap_or(Ids::Random);
        inspections::plant_vocabulary(&db, &clock).await?;
        let zone = config
            .zone()
            .ok_or_else(|| anyhow::anyhow!("time_zone {:?} is unknown", config.time_zone))?;
        let state = State::new(
            db.clone(),
            clock.clone(),
            ids.clone(),
            Arc::clone(&keys),
            config.limits.requests_per_s,
        );
        let origins = config.base_map_origins();
        let edge = Edge::new(&origins, &origins, config.is_tls());
        let transport = transport_of(&config);
        let (writer, writer_task) = Writer::new(db.clone(), clock.clone());
        let intake = Intake::new(
            kinds(&territories, (&forms, &rubrics), &clock, zone),
            territories.clone(),
            Arc::clone(&keys),
            clock.clone(),
            db.clone(),
            writer,
        );
        let insights = Insights::new(&intake.kinds().shared_names());
        let rescue_key = Arc::new(RescueKey::new(&keys)?);
        Ok(Self {
            forms,
            rubrics,
            intake,
            rescue_key,
            writer_task: Arc::new(Mutex::new(Some(writer_task))),
            config: Arc::new(config),
            db,
            blobs,
            territories,
            shelf: Shelf::default(),
            insights,
            clock,
            ids,
            keys,
            zone,
            state,
            edge,
            passwords: Passwords::default(),
            transport,
        })
    }

    /// Ends a command: writes the audit head outside the database, then closes the database.
    pub async fn finish(self) -> anyhow::Result<()> {
        let file = self.config.keys_folder().join("audit-head");
        audit::write_head(&self.db, &self.keys, &file, 0).await?;
        self.db.close().await?;
        Ok(())
    }

    /// The guards' state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The job runner with every kind of work registered.
    pub fn runner(&self) -> Runner {
        let mut runner = Runner::new(self.db.clone(), self.clock.clone(), self.ids.clone());
        crate::photos::register_jobs(&mut runner, &self.db, &self.blobs, &self.clock);
        surveys::register_jobs(&mut runner, &self.db, &self.blobs, &self.clock);
        dissuasion::register_jobs(&mut runner, &self.db, &self.clock, self.zone);
        crate::ads::register_jobs(&mut runner, &self.db, &self.territories, &self.clock);
        cases::register_jobs(&mut runner, &self.db, (&self.clock, &self.ids), self.zone);
        let inspections = (&self.rubrics, &self.case_maker());
        inspections::register_jobs(&mut runner, &self.db, inspections);
        indicators::register_jobs(&mut runner, &self.db, &self.blobs, &self.clock);
        reports::register_jobs(&mut runner, &self.db, &self.report_maker());
        retention::register(&mut runner, self);
        runner
    }

    /// An importer with a writer of its own, which ends with it. Call inside an actix system.
    pub fn record_importer(&self) -> RecordImporter {
        let (writer, task) = Writer::new(self.db.clone(), self.clock.clone());
        actix_web::rt::spawn(task.run(CancellationToken::new()));
        let (territories, keys) = (self.territories.clone(), Arc::clone(&self.keys));
        let intake = Intake::new(
            kinds(
                &territories,
                (&self.forms, &self.rubrics),
                &self.clock,
                self.zone,
            ),
            territories,
            keys,
            self.clock.clone(),
            self.db.clone(),
            writer,
        );
        RecordImporter {
            db: self.db.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            territories: self.territories.clone(),
            intake,
        }
    }

    /// What cases of failed check items are made with.
    fn case_maker(&self) -> CaseMaker {
        CaseMaker {
            territories: self.territories.clone(),
            shelf: self.shelf.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            zone: self.zone,
        }
    }

    /// What reports of periods are made with.
    fn report_maker(&self) -> ReportMaker {
        ReportMaker {
            territories: self.territories.clone(),
            sections: self.sections(),
            gauges: self.gauges(),
            shelf: self.shelf.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            zone: self.zone,
        }
    }

    /// The parts of the offline pack.
    fn pack_parts(&self) -> PackParts {
        let parts = PackParts::default()
            .with(VocabularyPart)
            .with(AdWordsPart)
            .with(AdSitesPart {
                territories: self.territories.clone(),
            })
            .with(pack_parts::AccountPart)
            .with(MyRecordsPart)
            .with(ShiftsPart::new(&self.territories, self.zone))
            .with(TallyPart {
                territories: self.territories.clone(),
            })
            .with(SurveysPart {
                territories: self.territories.clone(),
                forms: self.forms.clone(),
            })
            .with(InspectionsPart {
                territories: self.territories.clone(),
                rubrics: self.rubrics.clone(),
            });
        pack_parts::GroundPart::all(&self.territories)
            .into_iter()
            .fold(parts, PackParts::with)
    }

    /// The work behind the intake, once a process.
    fn take_writer_task(&self) -> Option<WriterTask> {
        self.writer_task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// What can measure requirements, areas and units.
    fn gauges(&self) -> Gauges {
        let inspections = InspectionGauge {
            rubrics: self.rubrics.clone(),
            territories: self.territories.clone(),
        };
        Gauges::default()
            .with(AdGauge)
            .with(TallyGauge)
            .with(SurveyGauge {
                forms: self.forms.clone(),
                territories: self.territories.clone(),
            })
            .with(inspections.clone())
            .with_units(inspections)
            .with_units(CaseGauge)
    }

    /// What reports tell, in their order.
    fn sections(&self) -> Sections {
        Sections::default()
            .with(PlaceSection {
                insights: self.insights.clone(),
            })
            .with(IncidentSection)
            .with(CaseSection)
            .with(AdSection)
            .with(DutySection)
            .with(TallySection)
            .with(SurveySection {
                forms: self.forms.clone(),
            })
            .with(InspectionSection {
                rubrics: self.rubrics.clone(),
                shelf: self.shelf.clone(),
            })
    }

    /// Where the photos and attachments of a rescue file go.
    fn rescued_photos(&self) -> Arc<dyn RescuedPhotos> {
        Arc::new(RescuedFiles::new(self.state.clone(), self.blobs.clone()))
    }

    /// Puts what handlers ask for into the app.
    fn share(&self, app: &mut web::ServiceConfig) {
        app.app_data(web::Data::new(self.state.clone()))
            .app_data(web::Data::new(self.edge.clone()))
            .app_data(web::Data::new(self.blobs.clone()))
            .app_data(web::Data::new(self.territories.clone()))
            .app_data(web::Data::new(self.shelf.clone()))
            .app_data(web::Data::new(self.insights.clone()))
            .app_data(web::Data::new(Closing(self.insights.closing())))
            .app_data(web::Data::new(self.zone))
            .app_data(web::Data::new(self.passwords.clone()))
            .app_data(web::Data::new(self.transport.clone()))
            .app_data(web::Data::new(self.intake.clone()))
            .app_data(web::Data::new(self.forms.clone()))
            .app_data(web::Data::new(self.rubrics.clone()))
            .app_data(web::Data::new(self.case_maker()))
            .app_data(web::Data::new(self.gauges()))
            .app_data(web::Data::new(self.report_maker()))
            .app_data(web::Data::new(self.rescued_photos()))
            .app_data(web::Data::from(Arc::clone(&self.rescue_key)))
            .app_data(web::Data::new(self.pack_parts()))
            .app_data(web::Data::from(Arc::clone(&self.config)))
            .app_data(
                web::QueryConfig::default().error_handler(|error, _| bad_query(&error).into()),
            )
            .app_data(
                web::PathConfig::default()
                    .error_handler(|_, _| Problem::new(Code::NotFound).into()),
            );
    }
}

/// Which addresses may say who asked, and whether passwords may travel in the clear.
fn transport_of(config: &Config) -> Transport {
    let proxies = config.trusted_proxies.clone();
    Transport::new(config.is_tls(), proxies, config.insecure_http)
}

/// The kinds of record this server offers.
fn kinds(
    territories: &Territories,
    (forms, rubrics): (&Forms, &Rubrics),
    clock: &Clock,
    zone: Zone,
) -> Kinds {
    Kinds::default()
        .with(IncidentKind)
        .with(AdInspectionKind {
            territories: territories.clone(),
            clock: clock.clone(),
        })
        .with(AdCensusKind)
        .with(TallyKind)
        .with(ShiftCheckKind::new(zone))
        .with(ShiftReportKind::new(zone))
        .with(SurveyVisitKind {
            forms: forms.clone(),
            territories: territories.clone(),
            zone,
        })
        .with(SiteInspectionKind {
            rubrics: rubrics.clone(),
            clock: clock.clone(),
            zone,
        })
}

/// Mounts every capability below `/api/v1`.
fn mount(api: &mut ServiceConfig) {
    service_info::configure(api);
    accounts::configure(api);
    insights::configure(api);
    areas::configure(api);
    crate::records::configure(api);
    crate::incidents::configure(api);
    crate::ads::configure(api);
    crate::tallies::configure(api);
    crate::photos::configure(api);
    dissuasion::configure(api);
    crate::surveys::configure(api);
    units::configure(api);
    cases::configure(api);
    inspections::configure(api);
    indicators::configure(api);
    views::configure(api);
    crate::leagues::configure(api);
    reports::configure(api);
    crate::boards::configure(api);
}

/// The configured database with the newest schema, which must know these keys.
async fn open_database(config: &Config, keys: &Keys) -> anyhow::Result<Db> {
    let db = match &config.database_url {
        Some(url) => Db::open_postgres(url).await?,
        None => Db::open_sqlite(&config.data.join("wenxun.db")).await?,
    };
    Migrator::up(db.schema_connection(), None).await?;
    crate::platform::keys::agree_with_database(&db, keys).await?;
    Ok(db)
}

/// The whole app of one worker, with its API document.
macro_rules! build_app {
    ($service:expr) => {{
        let service = $service;
        // The document and its page come first: the scope would answer 404 to what it does not hold.
        let (app, _document) = App::new()
            .configure(api_doc::configure)
            .into_utoipa_app()
            .service(utoipa_actix_web::scope("/api/v1").configure(mount))
            .configure(configure_health)
            .split_for_parts();
        let app = app
            .configure(|app| service.share(app))
            .default_service(web::to(web_app::serve))
            .wrap(middleware::from_fn(edge))
            .wrap(TracingLogger::<RequestSpan>::new());
        app
    }};
}
use build_app;
