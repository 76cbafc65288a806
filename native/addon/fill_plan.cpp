#include "fill_plan.h"

#include "convert.h"
#include "errors.h"

namespace tg::addon {
namespace {

Dtype to_dtype(napi_env env, napi_value value, const std::string& name) {
  if (type_of(env, value) == napi_string) {
    const std::string dtype = to_string(env, value, name);
    if (dtype == "F32") return Dtype::f32;
    if (dtype == "F16") return Dtype::f16;
    if (dtype == "BF16") return Dtype::bf16;
  }
  refuse(env, name, "\"F32\", \"F16\" or \"BF16\"", value);
}

void demand_length(const char* name, std::size_t found, std::size_t expected) {
  if (found == expected) return;
  throw Failure{"bad-argument", "plan." + std::string(name) + " has " + std::to_string(found) + " elements, expected " +
                                    std::to_string(expected)};
}

// The arrays that describe the rows to fill, before they are zipped.
struct RowArrays {
  RowArrays(napi_env env, napi_value plan)
      : targets(copy_integers(env, property(env, plan, "targetRows"), "plan.targetRows")),
        kinds(copy<std::uint8_t>(env, property(env, plan, "kinds"), "plan.kinds")),
        begins(copy_integers(env, property(env, plan, "termBegins"), "plan.termBegins")) {}

  std::vector<RowRecipe> zip() const {
    demand_length("kinds", kinds.size(), targets.size());
    demand_length("termBegins", begins.size(), targets.size() + 1);
    std::vector<RowRecipe> rows;
    rows.reserve(targets.size());
    for (std::size_t i = 0; i < targets.size(); ++i) {
      rows.push_back({targets[i], static_cast<RowKind>(kinds[i]), begins[i], begins[i + 1]});
    }
    return rows;
  }

  std::vector<std::uint64_t> targets;
  std::vector<std::uint8_t> kinds;
  std::vector<std::uint64_t> begins;
};

}  // namespace

FileMatrix to_matrix(napi_env env, napi_value value, const std::string& name) {
  expect_object(env, value, name);
  const auto integer = [&](const char* field) {
    return to_integer(env, property(env, value, field), name + "." + field);
  };
  FileMatrix matrix{};
  matrix.path = to_path(env, property(env, value, "path"), name + ".path");
  matrix.offset = integer("offset");
  matrix.rows = integer("rows");
  matrix.width = integer("width");
  matrix.dtype = to_dtype(env, property(env, value, "dtype"), name + ".dtype");
  return matrix;
}

FillPlan to_fill_plan(napi_env env, napi_value value) {
  expect_object(env, value, "plan");
  FillPlan plan{};
  plan.source = to_matrix(env, property(env, value, "source"), "plan.source");
  plan.target = to_matrix(env, property(env, value, "target"), "plan.target");
  plan.rows = RowArrays(env, value).zip();
  plan.term_rows = copy_integers(env, property(env, value, "termRows"), "plan.termRows");
  plan.term_weights = copy<double>(env, property(env, value, "termWeights"), "plan.termWeights");
  plan.population = copy<std::uint8_t>(env, property(env, value, "population"), "plan.population");
  plan.normal_mean = to_finite(env, property(env, value, "normalMean"), "plan.normalMean");
  plan.normal_deviation = to_finite(env, property(env, value, "normalDeviation"), "plan.normalDeviation");
  plan.seed = to_integer(env, property(env, value, "seed"), "plan.seed");
  plan.stream = to_integer(env, property(env, value, "stream"), "plan.stream");
  return plan;
}

}  // namespace tg::addon
