//! `wenxun serve`.

use crate::accounts::prepare_setup;
use crate::app::{self, DataLock, Replaced, Service};
use crate::config::Config;
use crate::platform::console;

/// Serves until SIGINT or SIGTERM; then finishes what is in flight within 10 s.
pub(super) async fn run(config: Config, is_demo: bool) -> anyhow::Result<()> {
    let scheme = if config.is_tls() { "https" } else { "http" };
    let _lock = DataLock::take(&config.data)?;
    let service = Service::open(config, Replaced::default()).await?;
    let mark = if is_demo {
        Some(super::demo::load(&service).await?)
    } else {
        None
    };
    if let Some(mark) = crate::demo::read_mark(service.db.read()).await? {
        service.insights.end_history_on(mark.last_day);
    }
    let setup_token = prepare_setup(&service.db).await?;
    let insights = service.insights.clone();
    let running = app::serve(service)?;
    let address = format!("{scheme}://{}", running.address);
    console::say(&format!("文巡 Wenxun  {address}"));
    if let Some(mark) = &mark {
        super::demo::introduce(mark);
    }
    if let Some(token) = setup_token {
        console::say(
            "还没有管理员，请用这个一次性链接设置 · Nobody is administrator yet; open this one-time link:",
        );
        console::say(&format!("{address}/setup?token={token}"));
    }
    let handle = running.handle();
    actix_web::rt::spawn(async move {
        wait_for_signal().await;
        insights.end_streams();
        handle.stop(true).await;
    });
    running.until_stopped().await
}

async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        else {
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
