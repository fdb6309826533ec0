//! What time it is where a client lives.

use super::{Rivo, scope::Scope, select::Select, setting::Settings};
use crate::{
    auth::Actor,
    error::{Error, Result},
    id::ClientId,
    model::area_code::{self, LocalTime, QuietHours},
};

/// The hours in which the desk calls nobody.
pub(super) fn quiet_hours(settings: &Settings) -> QuietHours {
    let hour = |hour: i64| i8::try_from(hour).unwrap_or_default();
    QuietHours {
        from: hour(settings.quiet_from_hour),
        until: hour(settings.quiet_until_hour),
    }
}

impl Rivo {
    /// The time where a client lives, by the area code of the phone; `None` where that does not
    /// tell, or there is none.
    pub async fn client_local_time(
        &self,
        actor: &Actor,
        client_id: ClientId,
    ) -> Result<Option<LocalTime>> {
        let scope = Scope::of(actor);
        let settings = self.settings().await?;
        let now = self.now();
        self.store()
            .read(move |tx| {
                let settings = settings.clone();
                Box::pin(async move {
                    let mut select = Select::from("SELECT c.phone FROM client c");
                    select.and("c.id = ?", [client_id.into()]);
                    scope.narrow(&mut select);
                    let mut row = select
                        .rows(tx)
                        .await?
                        .pop()
                        .ok_or(Error::not_found("Client"))?;
                    let phone: Option<String> = row.get()?;
                    Ok(phone.and_then(|phone| {
                        area_code::local_time(&phone, now, quiet_hours(&settings))
                    }))
                })
            })
            .await
    }
}
