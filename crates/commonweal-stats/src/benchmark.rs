//! Better or worse than a benchmark, a goal or the others?.
