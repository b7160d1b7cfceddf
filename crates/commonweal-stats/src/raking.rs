//! Weights that make a sample look like its population.
