//! `words` are the vocabularies of the plans' files.

use crate::words::words;

words! {
    /// What a part of a framework is.
    pub enum PartLevel("a level of a framework") {
        /// The whole of it.
        Framework = "framework", "Framework";
        /// The largest division of the outcomes framework.
        Domain = "domain", "Domain";
        /// What is hoped for.
        Ambition = "ambition", "Ambition";
        /// What a layer of the framework is for.
        Layer = "layer", "Layer";
        /// A picture of the future.
        Vision = "vision", "Vision";
        /// An aim of the system.
        Aim = "aim", "Aim";
        /// How to work.
        Principle = "principle", "Principle";
        /// What comes first.
        Priority = "priority", "Priority";
        /// A way of going about inequalities.
        Approach = "approach", "Approach";
        /// A clinical area of Core20PLUS5.
        ClinicalArea = "clinical_area", "Clinical area";
        /// Something that acts across clinical areas.
        CrossCutting = "cross_cutting", "Across all areas";
        /// A horizon in time.
        Horizon = "horizon", "Horizon";
        /// What is to be acted on.
        AreaForAction = "area_for_action", "Area for action";
        /// A national priority action.
        PriorityAction = "priority_action", "Priority action";
        /// A tool for equity.
        Tool = "tool", "Tool";
        /// What leaders commit to.
        CommitmentSet = "commitment_set", "Leadership commitment";
        /// What providers are asked for.
        ProviderFramework = "provider_framework", "Provider framework";
        /// What makes the rest possible.
        Enabler = "enabler", "Enabler";
        /// A strategy.
        Strategy = "strategy", "Strategy";
        /// A theme of a place.
        Theme = "theme", "Theme";
        /// A programme.
        Programme = "programme", "Programme";
        /// An objective.
        Objective = "objective", "Objective";
        /// A method.
        Method = "method", "Method";
    }
}

words! {
    /// What kind of promise a commitment is.
    pub enum CommitmentKind("a kind of commitment") {
        /// A figure to reach.
        Target = "target", "Target";
        /// Something to be done.
        Milestone = "milestone", "Milestone";
        /// A direction without a figure.
        Directional = "directional", "Direction";
        /// A rule that software follows, such as a limit of days; nobody's performance.
        ProgrammeParameter = "programme_parameter", "Rule of a programme";
        /// Money.
        Funding = "funding", "Funding";
        /// A limit for each case.
        ServiceStandard = "service_standard", "Service standard";
    }
}

words! {
    /// How a value is compared with what was promised.
    pub enum Comparator("a comparator") {
        /// Done or not.
        Milestone = "milestone", "done by the day";
        /// This figure: reached from the worse side.
        Equals = "equals", "reach the figure";
        /// This or more.
        AtLeast = "at_least", "at least the figure";
        /// More than this.
        MoreThan = "more_than", "more than the figure";
        /// This or less.
        AtMost = "at_most", "at most the figure";
        /// More than at the start; with a figure, by so much.
        Increase = "increase", "increase from the baseline";
        /// Less than at the start; with a figure, by so much.
        Decrease = "decrease", "decrease from the baseline";
        /// So many per cent less than at the start.
        PercentReduction = "percent_reduction", "reduce by a share of the baseline";
        /// So many per cent more than at the start.
        PercentIncrease = "percent_increase", "increase by a share of the baseline";
        /// So many per cent less than it would have become.
        PercentReductionOfGrowth = "percent_reduction_vs_counterfactual", "reduce against unmitigated growth";
        /// As the national target of the year.
        NationalTarget = "equals_national_target", "reach the national target of the year";
        /// Better than the national target of the year.
        BeyondNationalTarget = "exceeds_national_target", "exceed the national target of the year";
        /// As England's average, which moves.
        EnglandAverage = "equals_england", "reach England's average";
        /// Clearly better than England's average.
        BetterThanEngland = "statistically_better_than_england", "statistically better than England";
        /// Not clearly worse than England's average.
        NoWorseThanEngland = "statistically_similar_or_lower_than_england", "statistically similar to England or lower";
        /// A rise of no more than this.
        RiseNoMoreThan = "rise_no_more_than", "rise by no more than the figure";
        /// Less each year than the year before.
        DecreaseEveryYear = "decrease_every_year", "decrease every year";
        /// No worse than at the start.
        Stabilise = "stabilise", "no worse than the baseline";
        /// Keep what was reached.
        Sustain = "sustain", "keep what was reached";
        /// Between two figures.
        Range = "range", "within the range or better";
        /// Look at it.
        TrackOnly = "track_only", "track, without a figure";
        /// Better, by nobody knows how much.
        ImproveUnquantified = "improve_unquantified", "improve, without a figure";
        /// No figure at all.
        Unquantified = "unquantified", "not quantified";
        /// A trajectory that the text does not give.
        Trajectory = "trajectory", "follow a trajectory that is not given";
        /// Measure first, then set the figure.
        BaselineThenTarget = "baseline_then_set_target", "measure first, then set the figure";
        /// The text does not say.
        NotStated = "not_stated", "not stated";
    }
}

words! {
    /// Where a commitment's day comes from.
    pub enum DateBasis("where a day comes from") {
        /// The text states it.
        Stated = "stated", "stated";
        /// The year the document is a plan for: our reading.
        PlanYear = "plan year of the document", "read as the plan year of the document";
        /// The strategy's own five years: our reading.
        StrategyDefault = "strategy default of five years", "read as the strategy's five years";
        /// Every year anew.
        EveryYear = "recurs each year", "recurs each year";
    }
}

words! {
    /// Which direction is good.
    pub enum Better("a good direction") {
        /// More is better.
        Higher = "higher better", "higher is better";
        /// Less is better.
        Lower = "lower better", "lower is better";
        /// Neither, or not a number.
        Neither = "n/a", "neither direction is better";
    }
}

words! {
    /// How exact the rule of a cohort is in the plans.
    pub enum RulePrecision("how exact a rule is") {
        /// It can be counted as it stands.
        Precise = "precise", "exact";
        /// Some term is not defined.
        Approximate = "approximate", "some term is not defined";
        /// It can be read in two ways.
        Ambiguous = "ambiguous", "can be read in two ways";
        /// A name and no rule.
        NamedOnly = "named only", "a name and no rule";
    }
}

words! {
    /// What a cohort is for.
    pub enum CohortPurpose("a kind of cohort") {
        /// A part of Core20PLUS5.
        Core20Plus5 = "core20plus5", "Core20PLUS5";
        /// By deprivation.
        Deprivation = "deprivation", "Deprivation";
        /// People who are often left out.
        Inclusion = "inclusion", "Inclusion health group";
        /// People with a condition.
        Clinical = "clinical", "Clinical";
        /// People to be found and offered something.
        CaseFinding = "case_finding", "Case finding";
        /// People to be screened.
        Screening = "screening", "Screening";
        /// People at risk.
        RiskStratification = "risk_strat", "Risk stratification";
        /// People with a right to something.
        Eligibility = "eligibility", "Eligibility";
        /// Records that lack something.
        DataQuality = "data_quality", "Data quality";
        /// Staff.
        Workforce = "workforce", "Workforce";
    }
}

words! {
    /// Who says that two things belong together.
    pub enum Basis("where a link comes from") {
        /// A planning document says so.
        Stated = "stated", "the plans say so";
        /// We propose it; the owners of the framework have not agreed it.
        Proposed = "proposed", "proposed, to be agreed";
    }
}
