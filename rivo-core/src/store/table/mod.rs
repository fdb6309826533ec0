//! One file per table: its SQL, row → model, plain functions over `&mut Tx`.
