//! Special functions: gamma, beta, normal, chi-squared, t, binomial and Poisson quantiles, to 1e-12 relative.
