//! Which tenth or fifth of the areas does each belong to?.
