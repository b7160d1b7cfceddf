//! Where will a series be, if nothing changes and if it does?.
