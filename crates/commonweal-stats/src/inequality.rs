//! How unequal are several groups: range, between-group variance, Theil, mean log deviation, index of disparity, Gini.
