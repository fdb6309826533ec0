//! Users, roles and API keys, narrowed and ordered as asked. A desk has few of each, so they are
//! read whole, and folded and sorted here: the same way on both engines.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Rivo, paging, user::UserFilter};
use crate::{
    api::{
        Page,
        office::{ApiKeyFilter, RoleFilter},
        user::{ApiKey, Role, User},
    },
    auth::{Actor, Permission},
    clock::Timestamp,
    error::{Error, Result},
    model::validate::search_fold,
    store::table::user,
};

/// What a row is sorted by: texts folded, times and numbers as they are; what has none comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Key {
    Number(i64),
    Text(String),
    Nothing,
}

impl Key {
    fn text(text: &str) -> Self {
        Self::Text(search_fold(text))
    }

    fn at(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Nothing, |at| Self::Number(at.as_micros()))
    }
}

/// An order of such a list.
struct Order<T: 'static> {
    name: &'static str,
    key: fn(&T) -> Key,
}

/// The order that is asked for, and whether it runs downwards.
fn read_order<'o, T>(
    asked: Option<&str>,
    default: &'static str,
    orders: &'o [Order<T>],
) -> Result<(&'o Order<T>, bool)> {
    let asked = asked.filter(|name| !name.is_empty()).unwrap_or(default);
    let (name, descending) = match asked.strip_prefix('-') {
        Some(name) => (name, true),
        None => (asked, false),
    };
    let order = orders.iter().find(|order| order.name == name);
    order.map(|order| (order, descending)).ok_or_else(|| {
        let names: Vec<String> = orders
            .iter()
            .flat_map(|order| [order.name.to_owned(), format!("-{}", order.name)])
            .collect();
        Error::invalid("ordering", format!("Choose one of: {}.", names.join(", ")))
    })
}

/// Sorts rows, and of equal ones by id; what has no key comes last whichever way the order runs.
fn sort<T>(rows: Vec<T>, order: &Order<T>, descending: bool, id: fn(&T) -> Uuid) -> Vec<(Key, T)> {
    let mut keyed: Vec<(Key, T)> = rows
        .into_iter()
        .map(|row| ((order.key)(&row), row))
        .collect();
    keyed.sort_by(|(a, x), (b, y)| compare(descending, (a, id(x)), (b, id(y))));
    keyed
}

fn compare(descending: bool, a: (&Key, Uuid), b: (&Key, Uuid)) -> std::cmp::Ordering {
    let nothing = (*a.0 == Key::Nothing).cmp(&(*b.0 == Key::Nothing));
    let by_key = if descending {
        b.0.cmp(a.0)
    } else {
        a.0.cmp(b.0)
    };
    nothing.then(by_key).then(a.1.cmp(&b.1))
}

fn whole<T>(rows: Vec<(Key, T)>, counted: Option<bool>) -> Page<T> {
    Page {
        count: count(&rows, counted),
        results: rows.into_iter().map(|(_, row)| row).collect(),
        next: None,
    }
}

/// How many rows there are, where that was asked.
fn count<T>(rows: &[T], counted: Option<bool>) -> Option<i64> {
    (counted == Some(true)).then(|| i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

const USERS: &[Order<User>] = &[
    Order {
        name: "email",
        key: |user| Key::text(&user.email),
    },
    Order {
        name: "name",
        key: |user| Key::text(&format!("{} {}", user.first_name, user.last_name)),
    },
    Order {
        name: "role",
        key: |user| {
            user.role
                .as_ref()
                .map_or(Key::Nothing, |role| Key::text(&role.name))
        },
    },
    Order {
        name: "last_login",
        key: |user| Key::at(user.last_login),
    },
    Order {
        name: "created_at",
        key: |user| Key::at(Some(user.created_at)),
    },
];

const ROLES: &[Order<Role>] = &[
    Order {
        name: "name",
        key: |role| Key::text(&role.name),
    },
    Order {
        name: "user_count",
        key: |role| Key::Number(role.user_count),
    },
    Order {
        name: "created_at",
        key: |role| Key::at(Some(role.created_at)),
    },
];

const API_KEYS: &[Order<ApiKey>] = &[
    Order {
        name: "created_at",
        key: |key| Key::at(Some(key.created_at)),
    },
    Order {
        name: "name",
        key: |key| Key::text(&key.name),
    },
    Order {
        name: "last_used_at",
        key: |key| Key::at(key.last_used_at),
    },
];

impl Rivo {
    /// Users, in the order of their addresses if no other is asked for.
    pub async fn list_users(&self, actor: &Actor, filter: UserFilter) -> Result<Page<User>> {
        actor.require(Permission::UserManage)?;
        let limit = paging::page_limit(filter.limit)?;
        let (order, descending) = read_order(filter.ordering.as_deref(), "email", USERS)?;
        let after: Option<(String, Key, Uuid)> = filter
            .cursor
            .as_deref()
            .map(paging::read_cursor)
            .transpose()?;
        let narrowed = user::Filter {
            is_active: filter.is_active,
            role_id: filter.role,
            after: String::new(),
            limit: i64::MAX,
        };
        let mut users = self
            .store()
            .read(move |tx| Box::pin(async move { user::list(tx, &narrowed).await }))
            .await?;
        let q = filter.q.as_deref().map(search_fold).unwrap_or_default();
        users.retain(|user| {
            let text = format!("{} {} {}", user.first_name, user.last_name, user.email);
            search_fold(&text).contains(&q)
                && filter
                    .is_superuser
                    .is_none_or(|wanted| wanted == user.is_superuser)
        });
        let mut rows = sort(users, order, descending, |user| user.id.0);
        let count = count(&rows, filter.count);
        let asked = filter.ordering.unwrap_or_default();
        if let Some((name, last, id)) = after {
            if name != asked {
                return Err(Error::invalid(
                    "cursor",
                    "This cursor belongs to another order; start without one.",
                ));
            }
            rows.retain(|(key, user)| compare(descending, (key, user.id.0), (&last, id)).is_gt());
        }
        let page = paging::page(rows, limit, |(key, user)| {
            paging::write_cursor(&(&asked, key, user.id))
        });
        Ok(Page {
            results: page.results.into_iter().map(|(_, row)| row).collect(),
            next: page.next,
            count,
        })
    }

    /// Roles, narrowed and ordered.
    pub async fn list_roles_as(&self, actor: &Actor, filter: RoleFilter) -> Result<Page<Role>> {
        let mut roles = self.list_roles(actor).await?.results;
        let (order, descending) = read_order(filter.ordering.as_deref(), "name", ROLES)?;
        let q = filter.q.as_deref().map(search_fold).unwrap_or_default();
        roles.retain(|role| {
            search_fold(&format!("{} {}", role.name, role.description)).contains(&q)
                && filter
                    .permission
                    .as_ref()
                    .is_none_or(|wanted| role.permissions.contains(wanted))
        });
        let rows = sort(roles, order, descending, |role| role.id.0);
        Ok(whole(rows, filter.count))
    }

    /// API keys, narrowed and ordered.
    pub async fn list_api_keys_as(
        &self,
        actor: &Actor,
        filter: ApiKeyFilter,
    ) -> Result<Page<ApiKey>> {
        let mut keys = self.list_api_keys(actor).await?.results;
        let (order, descending) = read_order(filter.ordering.as_deref(), "-created_at", API_KEYS)?;
        let q = filter.q.as_deref().map(search_fold).unwrap_or_default();
        keys.retain(|key| {
            search_fold(&format!("{} {}", key.name, key.prefix)).contains(&q)
                && filter
                    .active
                    .is_none_or(|wanted| wanted == key.revoked_at.is_none())
                && filter
                    .scope
                    .as_ref()
                    .is_none_or(|wanted| key.scopes.contains(wanted))
        });
        let rows = sort(keys, order, descending, |key| key.id.0);
        Ok(whole(rows, filter.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(Option<i64>, Uuid);

    const THINGS: &[Order<Thing>] = &[Order {
        name: "number",
        key: |thing| thing.0.map_or(Key::Nothing, Key::Number),
    }];

    #[test]
    fn what_has_no_key_comes_last_both_ways_and_equals_are_in_the_order_of_their_ids() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for (asked, expect) in [
            ("number", [Some(1), Some(2), Some(2), None]),
            ("-number", [Some(2), Some(2), Some(1), None]),
        ] {
            let things = vec![
                Thing(None, a),
                Thing(Some(2), b),
                Thing(Some(2), a),
                Thing(Some(1), a),
            ];
            let (order, descending) = read_order(Some(asked), "number", THINGS).unwrap();
            let sorted = sort(things, order, descending, |thing| thing.1);
            assert_eq!(
                sorted.iter().map(|(_, thing)| thing.0).collect::<Vec<_>>(),
                expect
            );
            let twos = sorted.iter().filter(|(_, thing)| thing.0 == Some(2));
            assert_eq!(twos.map(|(_, thing)| thing.1).collect::<Vec<_>>(), [a, b]);
        }
        assert!(read_order(Some("size"), "number", THINGS).is_err());
    }
}
