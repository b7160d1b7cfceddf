# The same work in R: prints `id;what;size;CPU seconds;check value` for each workload whose package is installed.
# The inputs are those of inputs.rs: fractions of multiples of roots of primes, no random numbers.
have <- function(package) suppressPackageStartupMessages(suppressWarnings(require(package, character.only = TRUE, quietly = TRUE)))
primes <- c(2, 3, 5, 7)
stream <- function(k, n) { v <- seq_len(n) * sqrt(primes[k]); v - floor(v) }
measure <- function(id, size, input, work, check) {
  seconds <- Inf
  for (run in 1:3) {
    gc(FALSE)
    spent <- system.time(answer <- suppressMessages(suppressWarnings(work(input))))
    seconds <- min(seconds, spent[["user.self"]] + spent[["sys.self"]])
  }
  cat(paste(id, "R on this machine", size, seconds, format(check(answer), digits = 15), sep = ";"), "\n", sep = "")
}

if (have("PHEindicatormethods") && have("dplyr")) {
  n <- 1e6
  population <- 50 + floor(stream(1, n) * 9950)
  shares <- data.frame(x = floor(stream(2, n) * (population + 1)), n = population)
  measure("wilson", "1,000,000 rows", shares, function(d) phe_proportion(d, x, n), function(r) sum(r$lowercl) + sum(r$uppercl))

  rates <- data.frame(x = floor(stream(3, n)^3 * 500), n = 1000 + floor(stream(4, n) * 1e6))
  measure("rate", "1,000,000 rows", rates, function(d) phe_rate(d, x, n), function(r) sum(r$lowercl) + sum(r$uppercl))

  standard <- c(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)
  rows <- 10000 * 19
  bands <- data.frame(group = rep(1:10000, each = 19), x = floor(stream(1, rows)^2 * 40),
                      n = 500 + floor(stream(2, rows) * 20000), standard = rep(standard, 10000))
  measure("dsr", "10,000 groups x 19 bands", bands,
          function(d) calculate_dsr(group_by(d, group), x, n, stdpop = standard),
          function(r) sum(r$value, na.rm = TRUE) + sum(r$lowercl, na.rm = TRUE) + sum(r$uppercl, na.rm = TRUE))

  ages <- c(0L, 1L, seq(5L, 90L, 5L))
  hazard <- c(400, 20, 10, 10, 25, 40, 50, 70, 100, 150, 230, 340, 520, 820, 1300, 2100, 3600, 6300, 11000, 21000) / 1e5
  rows <- 7000 * 20
  people <- 1000 + floor(stream(1, rows) * 2000)
  level <- 0.7 + 0.6 * rep(stream(3, 7000), each = 20)
  deaths <- floor(rep(hazard, 7000) * level * people * (0.8 + 0.4 * stream(2, rows)) + stream(4, rows))
  last <- rep(1:20, 7000) == 20
  deaths <- pmin(ifelse(last, pmax(deaths, 1), deaths), people)
  lives <- data.frame(area = rep(1:7000, each = 20), age = rep(ages, 7000), people, deaths)
  measure("le", "7,000 areas x 20 bands", lives,
          function(d) phe_life_expectancy(group_by(d, area), deaths, people, age),
          function(r) sum(r$value, na.rm = TRUE) + sum(r$lowercl, na.rm = TRUE) + sum(r$uppercl, na.rm = TRUE))

  rows <- 5000
  tenths <- data.frame(group = rep(1:500, each = 10), tenth = rep(1:10, 500), people = 5000 + floor(stream(1, rows) * 10000),
                       value = 70 + 0.8 * rep(1:10, 500) + 2 * stream(2, rows), error = 0.2 + 0.3 * stream(3, rows))
  measure("sii", "500 groups x 10 quantiles", tenths,
          function(d) phe_sii(group_by(d, group), tenth, people, value = value, se = error, repetitions = 1000, rii = TRUE),
          function(r) sum(r$sii) + sum(r$rii))
}

if (have("NHSRplotthedots")) {
  rows <- 5000 * 36
  months <- data.frame(series = rep(1:5000, each = 36),
                       date = rep(seq(as.Date("2023-01-01"), by = "month", length.out = 36), 5000),
                       value = 100 + 20 * (stream(1, rows) + stream(2, rows) + stream(3, rows) - 1.5))
  measure("xmr", "5,000 series x 36 points", months,
          function(d) ptd_spc(d, value, date, facet_field = series, target = 100),
          function(r) sum(r$lpl) + sum(r$upl) + sum(r$special_cause_flag))
}
