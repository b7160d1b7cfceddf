//! Decompositions of a gap: the reference functions and how their calls become ours.

mod arriaga;
mod kitagawa;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[
    Function { name: "dgnpop", run: kitagawa::dgnpop },
    Function { name: "arriaga", run: arriaga::arriaga },
    Function { name: "arriaga_sym", run: arriaga::arriaga },
    Function { name: "LEdecomp", run: arriaga::arriaga },
    Function { name: "stepwise_replacement over phe_life_expectancy", run: arriaga::stepwise_replacement },
];
