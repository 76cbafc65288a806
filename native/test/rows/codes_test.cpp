// Rows said in other rows, against the slow and obvious way in double.
#include "tokengraft/codes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "check.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::CodeKind;
using tg::CodePlan;
using tg::Dtype;
using tg::RowCodes;

using Row = std::vector<double>;

double product(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
double norm(const Row& a) {
  return std::sqrt(product(a, a));
}

struct Case {
  ScratchFolder folder;
  std::uint64_t width;
  std::vector<Row> rows;
  Dtype dtype;
  CodePlan plan{};

  // The first `anchors` rows are anchors, the others targets.
  Case(Dtype dtype_, std::vector<Row> rows_, std::size_t anchors, CodeKind kind, std::uint64_t count)
      : width(rows_[0].size()), rows(std::move(rows_)), dtype(dtype_) {
    Row all;
    for (Row& row : rows) {
      row = decode(dtype, encode(dtype, row));
      all.insert(all.end(), row.begin(), row.end());
    }
    plan.table = write_table(folder, "table", dtype, width, all);
    for (std::size_t i = 0; i < rows.size(); ++i) (i < anchors ? plan.anchors : plan.targets).push_back(i);
    plan.kind = kind;
    plan.count = count;
    plan.temperature = 1;
  }

  RowCodes code(unsigned threads = 2) const {
    RowCodes codes;
    CHECK_EQUAL(tg::code_rows(plan, threads, nullptr, codes).message(), std::string());
    return codes;
  }

  const Row& target(std::size_t i) const { return rows[plan.anchors.size() + i]; }

  Row residual(const RowCodes& codes, std::size_t i) const {
    Row rest = target(i);
    for (std::uint64_t t = codes.begins[i]; t < codes.begins[i + 1]; ++t) {
      for (std::size_t c = 0; c < rest.size(); ++c) rest[c] -= codes.weights[t] * rows[codes.anchors[t]][c];
    }
    return rest;
  }

  std::vector<std::uint32_t> atoms(const RowCodes& codes, std::size_t i) const {
    return {codes.anchors.begin() + static_cast<std::ptrdiff_t>(codes.begins[i]),
            codes.anchors.begin() + static_cast<std::ptrdiff_t>(codes.begins[i + 1])};
  }
};

std::vector<Row> random_rows(std::size_t count, std::size_t width, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<Row> rows(count, Row(width));
  for (Row& row : rows) {
    const double scale = std::exp(normal(random) / 2) * 0.02;
    for (double& value : row) value = normal(random) * scale;
  }
  return rows;
}

// Orthogonal matching pursuit as it is taught: all scores, Gram and Schmidt twice.
std::vector<std::uint32_t> slow_pursuit(const Case& problem, const Row& target, bool raw) {
  std::vector<std::uint32_t> atoms;
  std::vector<char> out(problem.plan.anchors.size());
  std::vector<Row> basis;
  Row rest = target;
  while (atoms.size() < problem.plan.count && norm(rest) > 1e-6 * norm(target)) {
    double best = -1;
    std::uint32_t chosen = 0;
    for (std::uint32_t i = 0; i < out.size(); ++i) {
      const Row& atom = problem.rows[i];
      if (out[i] != 0 || norm(atom) == 0) continue;
      const double score = std::fabs(product(atom, rest)) / (raw ? 1 : norm(atom));
      if (score > best) best = score, chosen = i;
    }
    if (best <= 1e-6 * norm(target) * (raw ? norm(problem.rows[chosen]) : 1)) break;
    out[chosen] = 1;
    Row fresh = problem.rows[chosen];
    for (int time = 0; time < 2; ++time) {
      for (const Row& direction : basis) {
        const double share = product(direction, fresh);
        for (std::size_t c = 0; c < fresh.size(); ++c) fresh[c] -= share * direction[c];
      }
    }
    const double length = norm(fresh);
    if (length <= 1e-5 * norm(problem.rows[chosen])) continue;
    for (double& value : fresh) value /= length;
    const double share = product(fresh, rest);
    for (std::size_t c = 0; c < rest.size(); ++c) rest[c] -= share * fresh[c];
    basis.push_back(fresh);
    atoms.push_back(chosen);
  }
  return atoms;
}

}  // namespace

TEST("omp: the chosen sequences are those of double, in every format, by cosine and by product") {
  for (const Dtype dtype : kDtypes) {
    for (const bool raw : {false, true}) {
      Case problem(dtype, random_rows(620, 70, 1), 600, CodeKind::omp, 20);
      problem.plan.raw = raw;
      const RowCodes codes = problem.code();
      for (std::size_t i = 0; i < problem.plan.targets.size(); ++i) {
        CHECK_EQUAL(problem.atoms(codes, i), slow_pursuit(problem, problem.target(i), raw));
      }
    }
  }
}

TEST("omp: weights are those of least squares: the residual is orthogonal to every chosen anchor") {
  const Case problem(Dtype::bf16, random_rows(420, 64, 2), 400, CodeKind::omp, 32);
  const RowCodes codes = problem.code();
  for (std::size_t i = 0; i < problem.plan.targets.size(); ++i) {
    const Row rest = problem.residual(codes, i);
    for (const std::uint32_t atom : problem.atoms(codes, i)) {
      const double cosine = product(rest, problem.rows[atom]) / norm(problem.rows[atom]) / norm(problem.target(i));
      CHECK(std::fabs(cosine) < 1e-12);
    }
  }
}

TEST("omp: a target that is a sum of a few anchors is found again, to a residual of 1e-6") {
  std::vector<Row> rows = random_rows(200, 96, 3);
  Row target(96);
  for (std::size_t c = 0; c < 96; ++c) target[c] = 3 * rows[5][c] - 2 * rows[77][c] + rows[150][c];
  rows.push_back(target);
  const Case problem(Dtype::f32, rows, 200, CodeKind::omp, 64);
  const RowCodes codes = problem.code();
  CHECK(codes.anchors.size() <= 5);
  CHECK(norm(problem.residual(codes, 0)) <= 1e-6 * norm(target));
}

TEST("omp: duplicate, dependent and zero atoms cost nothing and get no wild weights") {
  std::vector<Row> rows = random_rows(60, 16, 4);
  for (std::size_t c = 0; c < 16; ++c) rows[3][c] = rows[1][c] - rows[2][c];  // dependent
  for (std::size_t c = 0; c < 16; ++c) rows[4][c] = rows[1][c] * 2;           // parallel
  for (std::size_t c = 0; c < 16; ++c) rows[5][c] = rows[1][c] * (1 + 1e-6 * static_cast<double>(c));
  rows[6].assign(16, 0);
  for (std::size_t i = 0; i < 30; ++i) rows[30 + i] = rows[29 - i];  // duplicates
  const std::vector<Row> targets = random_rows(10, 16, 5);
  rows.insert(rows.end(), targets.begin(), targets.end());
  const Case problem(Dtype::f32, rows, 60, CodeKind::omp, 64);
  const RowCodes codes = problem.code();
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(problem.atoms(codes, i).size() <= 16);
    CHECK(norm(problem.residual(codes, i)) <= 1e-5 * norm(problem.target(i)));
    for (const std::uint32_t atom : problem.atoms(codes, i)) CHECK(atom < 30 && atom != 6);
    for (std::uint64_t t = codes.begins[i]; t < codes.begins[i + 1]; ++t) {
      CHECK(std::fabs(codes.weights[t]) * norm(problem.rows[codes.anchors[t]]) < 1e3 * norm(problem.target(i)));
    }
  }
}

TEST("omp: of equally good anchors the lowest is taken") {
  std::vector<Row> rows(40, Row(8));
  for (std::size_t i = 0; i < 40; ++i) rows[i][i % 4] = i % 8 < 4 ? 1.0 + static_cast<double>(i) : -1.0;
  rows.push_back({1, 1, 1, 1, 0, 0, 0, 0});
  const Case problem(Dtype::bf16, rows, 40, CodeKind::omp, 4);
  CHECK_EQUAL(problem.atoms(problem.code(), 0), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST("omp: a zero target has no terms, and one of which anchors know nothing neither") {
  std::vector<Row> rows(10, Row(8));
  for (std::size_t i = 0; i < 8; ++i) rows[i][i % 4] = static_cast<double>(i + 1);
  rows[9][7] = 1;  // rows[8] stays zero
  for (const CodeKind kind : {CodeKind::omp, CodeKind::nearest, CodeKind::softmax, CodeKind::sparsemax}) {
    const Case problem(Dtype::f16, rows, 8, kind, 3);
    const RowCodes codes = problem.code();
    CHECK_EQUAL(codes.begins[1], std::uint64_t{0});
    if (kind == CodeKind::omp) CHECK_EQUAL(codes.begins[2], std::uint64_t{0});
  }
}

TEST("omp: tiny rows are rows, too") {
  for (const Dtype dtype : {Dtype::bf16, Dtype::f32}) {
    std::vector<Row> rows = random_rows(110, 32, 6);
    for (std::size_t i = 0; i < 100; i += 3) {
      for (double& value : rows[i]) value *= 1e-30;
    }
    const Case problem(dtype, rows, 100, CodeKind::omp, 8);
    const RowCodes codes = problem.code();
    for (std::size_t i = 0; i < 10; ++i) {
      CHECK_EQUAL(problem.atoms(codes, i), slow_pursuit(problem, problem.target(i), false));
    }
  }
}

TEST("any number of threads gives the same codes") {
  for (const CodeKind kind : {CodeKind::omp, CodeKind::nearest, CodeKind::softmax, CodeKind::sparsemax}) {
    const Case problem(Dtype::bf16, random_rows(5030, 33, 7), 5000, kind, 5);
    const RowCodes one = problem.code(1);
    for (const unsigned threads : {2U, 5U}) {
      const RowCodes many = problem.code(threads);
      CHECK(many.anchors == one.anchors && many.weights == one.weights && many.begins == one.begins);
    }
  }
}

TEST("nearest: the anchors of the highest cosines, or of the least distances, weights of sum 1") {
  for (const Dtype dtype : kDtypes) {
    for (const bool euclidean : {false, true}) {
      Case problem(dtype, random_rows(320, 24, 8), 300, CodeKind::nearest, 5);
      problem.plan.euclidean = euclidean;
      problem.plan.weights = tg::NearestWeights::closeness;
      const RowCodes codes = problem.code();
      for (std::size_t i = 0; i < 20; ++i) {
        const Row& target = problem.target(i);
        const auto closeness = [&](std::uint32_t anchor) {
          const Row& row = problem.rows[anchor];
          if (!euclidean) return product(row, target) / norm(row) / norm(target);
          Row difference(24);
          for (std::size_t c = 0; c < 24; ++c) difference[c] = row[c] - target[c];
          return 1 / norm(difference);
        };
        std::vector<std::uint32_t> order(300);
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](auto a, auto b) { return closeness(a) > closeness(b); });
        order.resize(5);
        CHECK_EQUAL(problem.atoms(codes, i), order);
        double sum = 0;
        for (const std::uint32_t anchor : order) sum += closeness(anchor);
        for (std::size_t t = 0; t < 5; ++t) {
          CHECK(std::fabs(codes.weights[codes.begins[i] + t] - closeness(order[t]) / sum) < 1e-9);
        }
      }
    }
  }
}

// Long anchors make the bound of the screening wide, near copies make many scores nearly equal: both are decided in
// double.
TEST("nearest by distance: anchors of all lengths and near copies, as the obvious search finds them") {
  for (const Dtype dtype : kDtypes) {
    std::vector<Row> rows = random_rows(2830, 40, 31);
    for (std::size_t i = 0; i < 2800; ++i) {
      const double length = std::pow(10.0, static_cast<double>(i % 5) - 3);
      for (double& value : rows[i]) value *= length;
      if (i % 50 == 1) rows[i] = rows[i - 1];
      if (i % 50 == 1) rows[i][3] *= 1.01;
    }
    Case problem(dtype, rows, 2800, CodeKind::nearest, 6);
    problem.plan.euclidean = true;
    problem.plan.weights = tg::NearestWeights::equal;
    const RowCodes codes = problem.code();
    for (std::size_t i = 0; i < 30; ++i) {
      const Row& target = problem.target(i);
      std::vector<std::pair<double, std::uint32_t>> all;
      for (std::uint32_t anchor = 0; anchor < 2800; ++anchor) {
        Row difference(40);
        for (std::size_t c = 0; c < 40; ++c) difference[c] = problem.rows[anchor][c] - target[c];
        all.emplace_back(product(difference, difference), anchor);
      }
      std::sort(all.begin(), all.end());
      std::vector<std::uint32_t> expected;
      for (const auto& [distance, anchor] : all) {
        const bool is_copy = std::any_of(expected.begin(), expected.end(), [&](std::uint32_t earlier) {
          return problem.rows[earlier] == problem.rows[anchor];
        });
        if (!is_copy && expected.size() < 6) expected.push_back(anchor);
      }
      CHECK_EQUAL(problem.atoms(codes, i), expected);
    }
  }
}

TEST("nearest: barycentric weights have the sum 1, least squares an orthogonal residual, equal ones are equal") {
  Case problem(Dtype::f32, random_rows(60, 24, 9), 50, CodeKind::nearest, 4);
  problem.plan.weights = tg::NearestWeights::barycentric;
  RowCodes codes = problem.code();
  CHECK(std::fabs(std::accumulate(codes.weights.begin(), codes.weights.begin() + 4, 0.0) - 1) < 1e-12);
  problem.plan.weights = tg::NearestWeights::least_squares;
  codes = problem.code();
  const Row rest = problem.residual(codes, 0);
  for (const std::uint32_t atom : problem.atoms(codes, 0)) CHECK(std::fabs(product(rest, problem.rows[atom])) < 1e-12);
  problem.plan.weights = tg::NearestWeights::equal;
  CHECK_EQUAL(problem.code().weights[0], 0.25);
}

TEST("softmax: e to the cosine over temperature, of the best alone, sum 1") {
  Case problem(Dtype::bf16, random_rows(220, 24, 10), 200, CodeKind::softmax, 10);
  problem.plan.temperature = 0.1;
  const RowCodes codes = problem.code();
  for (std::size_t i = 0; i < 20; ++i) {
    const auto atoms = problem.atoms(codes, i);
    CHECK_EQUAL(atoms.size(), std::size_t{10});
    double sum = 0;
    const auto power = [&](std::uint32_t anchor) {
      return std::exp(product(problem.rows[anchor], problem.target(i)) / norm(problem.rows[anchor]) /
                      norm(problem.target(i)) / 0.1);
    };
    for (const std::uint32_t anchor : atoms) sum += power(anchor);
    for (std::size_t t = 0; t < 10; ++t) {
      CHECK(std::fabs(codes.weights[codes.begins[i] + t] - power(atoms[t]) / sum) < 1e-12);
    }
  }
}

// Sparsemax is the projection on the simplex: weights are score - tau in the support, and no score outside is above
// tau.
TEST("sparsemax: a projection on the simplex, for small and large supports") {
  for (const double temperature : {0.02, 1.0, 50.0}) {
    Case problem(Dtype::f32, random_rows(920, 16, 11), 900, CodeKind::sparsemax, 1);
    problem.plan.temperature = temperature;
    const RowCodes codes = problem.code();
    for (std::size_t i = 0; i < 20; ++i) {
      const auto atoms = problem.atoms(codes, i);
      const auto score = [&](std::uint32_t anchor) {
        return product(problem.rows[anchor], problem.target(i)) / norm(problem.rows[anchor]) / norm(problem.target(i)) /
               temperature;
      };
      double sum = 0;
      for (std::uint64_t t = codes.begins[i]; t < codes.begins[i + 1]; ++t) sum += codes.weights[t];
      CHECK(std::fabs(sum - 1) < 1e-9);
      const double tau = score(atoms[0]) - codes.weights[codes.begins[i]];
      for (std::uint32_t anchor = 0; anchor < 900; ++anchor) {
        const auto found = std::find(atoms.begin(), atoms.end(), anchor);
        const auto at = codes.begins[i] + static_cast<std::uint64_t>(found - atoms.begin());
        const double weight = found == atoms.end() ? 0 : codes.weights[at];
        CHECK(std::fabs(weight - std::max(0.0, score(anchor) - tau)) < 1e-9);
      }
    }
  }
}

TEST("codes: what cannot be is refused by name") {
  Case problem(Dtype::f32, random_rows(12, 4, 12), 10, CodeKind::omp, 3);
  RowCodes codes;
  const auto refusal = [&](auto change) {
    CodePlan plan = problem.plan;
    change(plan);
    return tg::code_rows(plan, 1, nullptr, codes).message();
  };
  CHECK(refusal([](CodePlan& plan) { plan.anchors.push_back(12); }).find("there is no row 12") != std::string::npos);
  CHECK(refusal([](CodePlan& plan) { plan.targets.push_back(99); }).find("there is no row 99") != std::string::npos);
  CHECK(refusal([](CodePlan& plan) { plan.count = 0; }).find("at least 1") != std::string::npos);
  CHECK(refusal([](CodePlan& plan) { plan.temperature = 0; }).find("above 0") != std::string::npos);
  CHECK(refusal([](CodePlan& plan) { plan.anchors.clear(); }).find("no row that others") != std::string::npos);
  problem.rows[3][1] = std::nan("");
  Row all;
  for (const Row& row : problem.rows) all.insert(all.end(), row.begin(), row.end());
  problem.plan.table = write_table(problem.folder, "table", Dtype::f32, 4, all);
  CHECK(refusal([](CodePlan&) {}).find("row 3 holds a value that is not finite") != std::string::npos);
}
