//! How concentrated is an outcome among the better or worse off?.
