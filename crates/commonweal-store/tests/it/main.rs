//! The store on both engines: acts, conflicts, schema steps, writers at once, writers killed, disks that are full or
//! read-only, dumps from one engine to the other, and what is deleted when.

mod acts;
mod address;
mod disks;
mod dumps;
mod encrypted;
mod killed;
mod places;
mod plan;
mod postgres;
mod records;
mod releases;
mod retention;
mod schema;
mod signing_in;
mod writers;
