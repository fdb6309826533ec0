//! The logins that somebody has, and their end.

use serde_json::json;

use super::audit;
use crate::{
    api::{Page, user::Device},
    auth::{Actor, Permission},
    error::{Error, Result},
    id::{TokenId, UserId},
    service::{Rivo, access, user::require_not_above},
    store::table::{auth_token, user},
};

impl Rivo {
    /// The actor's logins that work, newest first.
    pub async fn list_devices(&self, actor: &Actor) -> Result<Page<Device>> {
        self.logins_of(own_id(actor)?).await
    }

    /// Ends one of the actor's own logins. A device learns of it by the code `device_revoked` and
    /// wipes what it holds.
    pub async fn revoke_device(&self, actor: &Actor, id: TokenId) -> Result<()> {
        let user_id = own_id(actor)?;
        let now = self.now();
        let actor = actor.clone();
        self.store()
            .write(move |tx| {
                let actor = actor.clone();
                Box::pin(async move {
                    if !auth_token::revoke(tx, id, user_id, now).await? {
                        return Err(Error::not_found("Device"));
                    }
                    audit(tx, &actor, "revoke_device", Some(json!({"login": id})), now).await
                })
            })
            .await
    }

    /// A user's logins that work, newest first, for whoever manages users.
    pub async fn list_user_devices(&self, actor: &Actor, user_id: UserId) -> Result<Page<Device>> {
        actor.require(Permission::UserManage)?;
        self.user(user_id).await?;
        self.logins_of(user_id).await
    }

    async fn logins_of(&self, user_id: UserId) -> Result<Page<Device>> {
        let now = self.now();
        let results = self
            .store()
            .read(move |tx| Box::pin(async move { auth_token::list(tx, user_id, now).await }))
            .await?;
        Ok(Page {
            results,
            next: None,
            count: None,
        })
    }

    /// Ends a login of somebody else for good: a lost device wipes what it holds.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] for a user who may do more than the actor.
    pub async fn revoke_user_device(
        &self,
        actor: &Actor,
        user_id: UserId,
        id: TokenId,
    ) -> Result<()> {
        actor.require(Permission::UserManage)?;
        let now = self.now();
        let actor = actor.clone();
        self.store()
            .write(move |tx| {
                let actor = actor.clone();
                Box::pin(async move {
                    let Some(grants) = user::grants(tx, user_id).await? else {
                        return Err(Error::not_found("User"));
                    };
                    require_not_above(&actor, &grants)?;
                    if !auth_token::revoke(tx, id, user_id, now).await? {
                        return Err(Error::not_found("Device"));
                    }
                    let after = json!({"login": id, "user": user_id});
                    audit(tx, &actor, "revoke_device", Some(after), now).await
                })
            })
            .await
    }
}

/// The user who asks about logins of their own.
pub(super) fn own_id(actor: &Actor) -> Result<UserId> {
    access::require_staff(actor)?;
    actor
        .user_id()
        .ok_or_else(|| Error::forbidden("staff_only", "This needs a staff login."))
}
