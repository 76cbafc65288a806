// Fitted maps on relations that are known.
#include <algorithm>
#include <cmath>
#include <random>

#include "check.h"
#include "rows/dense.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::Dense;
using tg::Dtype;

Dense random_matrix(std::size_t rows, std::size_t columns, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Dense matrix(rows, columns);
  for (double& value : matrix.values) value = normal(random);
  return matrix;
}

Dense times(const Dense& a, const Dense& b) {
  Dense product(a.rows, b.columns);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.columns; ++k) {
      for (std::size_t j = 0; j < b.columns; ++j) product.at(i, j) += a.at(i, k) * b.at(k, j);
    }
  }
  return product;
}

double distance(const Dense& a, const Dense& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += std::pow(a.values[i] - b.values[i], 2);
  return std::sqrt(sum);
}

Dense identity(std::size_t size) {
  Dense matrix(size, size);
  for (std::size_t i = 0; i < size; ++i) matrix.at(i, i) = 1;
  return matrix;
}

// A donor's table and a model's whose rows are the donor's through `map`, shifted, and a little noise.
struct Relation {
  ScratchFolder folder;
  tg::FillPlan plan{};
  std::vector<double> expected;  // of the mapped rows, without noise

  Relation(const Dense& map, double noise, tg::MapKind kind) {
    const std::size_t anchors = 400;
    Dense donor = random_matrix(anchors + 8, map.rows, 1);
    for (double& value : donor.values) value = value * 0.02 + 0.1;
    donor.values = decode(Dtype::f32, encode(Dtype::f32, donor.values));
    Dense model = times(donor, map);
    for (double& value : model.values) value += 0.3;
    expected.assign(model.values.end() - static_cast<std::ptrdiff_t>(8 * map.columns), model.values.end());
    const Dense errors = random_matrix(anchors + 8, map.columns, 2);
    for (std::size_t i = 0; i < model.values.size(); ++i) model.values[i] += noise * errors.values[i];
    plan.source = write_table(folder, "model", Dtype::f32, map.columns, model.values);
    plan.target = plan.source;
    plan.map = tg::RowMap{write_table(folder, "donor", Dtype::f32, map.rows, donor.values), {}, {}, kind, 1e-9};
    for (std::uint64_t row = 0; row < anchors; ++row) {
      plan.map->donor_rows.push_back(row);
      plan.map->source_rows.push_back(row);
    }
    for (std::uint64_t i = 0; i < 8; ++i) {
      plan.rows.push_back({anchors + i, tg::RowKind::mapped, i, i + 1});
      plan.term_rows.push_back(anchors + i);
      plan.term_weights.push_back(1);
    }
  }

  Bytes bytes(unsigned threads) const {
    Bytes computed;
    CHECK_EQUAL(tg::compute_rows(plan, threads, nullptr, computed).message(), std::string());
    return computed;
  }

  double error() const {
    const std::vector<double> found = decode(Dtype::f32, bytes(2));
    double sum = 0;
    double scale = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      sum += std::pow(found[i] - expected[i], 2);
      scale += std::pow(expected[i], 2);
    }
    return std::sqrt(sum / scale);
  }
};

}  // namespace

TEST("ridge: a linear relation is found again, between widths of any kind") {
  for (const std::size_t width : {12U, 20U, 33U}) {
    CHECK(Relation(random_matrix(20, width, 3), 0, tg::MapKind::ridge).error() < 1e-5);
  }
}

TEST("procrustes: a rotation with a scale is found again, and in the right orientation") {
  for (const std::size_t width : {20U, 33U}) {
    Dense map = tg::polar_factor(random_matrix(20, width, 4), 1);
    for (double& value : map.values) value *= 2.5;
    CHECK(Relation(map, 0, tg::MapKind::procrustes).error() < 1e-5);
    CHECK(Relation(map, 1e-4, tg::MapKind::procrustes).error() < 1e-3);
  }
}

TEST("maps: the same bytes for any number of threads") {
  for (const tg::MapKind kind : {tg::MapKind::ridge, tg::MapKind::procrustes}) {
    const Relation relation(random_matrix(20, 24, 5), 0.01, kind);
    const Bytes one = relation.bytes(1);
    for (const unsigned threads : {2U, 5U}) CHECK(relation.bytes(threads) == one);
  }
}

TEST("polar factor: orthogonal, and what is left is symmetric") {
  for (const std::size_t rows : {5U, 40U, 70U}) {
    const Dense matrix = random_matrix(rows, 40, 6);
    const Dense factor = tg::polar_factor(matrix, 2);
    const bool is_tall = rows >= 40;
    const Dense square = is_tall ? times(tg::transposed(factor), factor) : times(factor, tg::transposed(factor));
    CHECK(distance(square, identity(std::min<std::size_t>(rows, 40))) < 1e-9);
    const Dense left = is_tall ? times(tg::transposed(factor), matrix) : times(matrix, tg::transposed(factor));
    CHECK(distance(left, tg::transposed(left)) < 1e-8 * tg::frobenius_norm(left));
  }
}

TEST("polar factor: of a matrix without full rank it is a partial one, of zero it is zero") {
  const Dense matrix = times(random_matrix(30, 10, 7), random_matrix(10, 30, 8));
  const Dense factor = tg::polar_factor(matrix, 2);
  const Dense again = times(times(factor, tg::transposed(factor)), factor);
  CHECK(distance(again, factor) < 1e-6 * tg::frobenius_norm(factor));
  CHECK(tg::frobenius_norm(tg::polar_factor(Dense(4, 4), 1)) == 0);
}

TEST("factorise and solve invert a positive definite matrix, and refuse another") {
  for (const std::size_t size : {1U, 63U, 64U, 150U}) {
    Dense square = tg::gram(random_matrix(size + 20, size, 9), 2);
    const Dense kept = square;
    Dense right = random_matrix(size, 70, 10);
    const Dense wanted = right;
    CHECK(tg::factorise(square, 2));
    tg::solve(square, right, 2);
    CHECK(distance(times(kept, right), wanted) < 1e-7 * tg::frobenius_norm(wanted));
  }
  Dense indefinite(2, 2);
  indefinite.values = {1, 2, 2, 1};
  CHECK(!tg::factorise(indefinite, 1));
}

TEST("maps: what cannot be is refused by name") {
  const Relation relation(random_matrix(6, 6, 11), 0, tg::MapKind::ridge);
  Bytes bytes;
  const auto refusal = [&](auto change) {
    tg::FillPlan plan = relation.plan;
    change(plan);
    return tg::compute_rows(plan, 1, nullptr, bytes).message();
  };
  const auto names = [](const std::string& message, const char* words) {
    CHECK(message.find(words) != std::string::npos);
  };
  names(refusal([](tg::FillPlan& plan) { plan.map.reset(); }), "there is no map");
  names(refusal([](tg::FillPlan& plan) { plan.map->donor_rows.pop_back(); }), "399 and 400");
  names(refusal([](tg::FillPlan& plan) { plan.map->donor_rows[3] = 408; }), "row 408 is an anchor");
  names(refusal([](tg::FillPlan& plan) { plan.map->source_rows[3] = 408; }), "row 408 is an anchor");
  names(refusal([](tg::FillPlan& plan) { plan.map->penalty = 0; }), "penalty");
  names(refusal([](tg::FillPlan& plan) { plan.term_rows[0] = 408; }), "row 408 is to be mapped");
  names(refusal([](tg::FillPlan& plan) { plan.map->donor.width = 1 << 20; }), "too large");
}
