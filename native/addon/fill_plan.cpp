#include "fill_plan.h"

#include "convert.h"
#include "errors.h"

namespace tg::addon {
namespace {

Dtype to_dtype(Napi::Value value, const std::string& name) {
  if (value.IsString()) {
    const std::string dtype = to_string(value, name);
    if (dtype == "F32") return Dtype::f32;
    if (dtype == "F16") return Dtype::f16;
    if (dtype == "BF16") return Dtype::bf16;
  }
  refuse(value, name, "\"F32\", \"F16\" or \"BF16\"");
}

void demand_length(const char* name, std::size_t found, std::size_t expected) {
  if (found == expected) return;
  throw Failure{"bad-argument", "plan." + std::string(name) + " has " + std::to_string(found) + " elements, expected " +
                                    std::to_string(expected)};
}

// The arrays that describe the rows to fill, before they are zipped.
struct RowArrays {
  explicit RowArrays(Napi::Object plan)
      : targets(copy_integers(plan.Get("targetRows"), "plan.targetRows")),
        kinds(copy<std::uint8_t>(plan.Get("kinds"), "plan.kinds")),
        begins(copy_integers(plan.Get("termBegins"), "plan.termBegins")),
        mean_weights(copy<double>(plan.Get("meanWeights"), "plan.meanWeights")) {}

  std::vector<RowRecipe> zip() const {
    demand_length("kinds", kinds.size(), targets.size());
    demand_length("termBegins", begins.size(), targets.size() + 1);
    demand_length("meanWeights", mean_weights.size(), targets.size());
    std::vector<RowRecipe> rows;
    rows.reserve(targets.size());
    for (std::size_t i = 0; i < targets.size(); ++i) {
      rows.push_back({targets[i], static_cast<RowKind>(kinds[i]), begins[i], begins[i + 1], mean_weights[i]});
    }
    return rows;
  }

  std::vector<std::uint64_t> targets;
  std::vector<std::uint8_t> kinds;
  std::vector<std::uint64_t> begins;
  std::vector<double> mean_weights;
};

}  // namespace

FileMatrix to_matrix(Napi::Value value, const std::string& name) {
  const Napi::Object object = to_object(value, name);
  const auto integer = [&](const char* field) { return to_integer(object.Get(field), name + "." + field); };
  FileMatrix matrix{};
  matrix.path = to_path(object.Get("path"), name + ".path");
  matrix.offset = integer("offset");
  matrix.rows = integer("rows");
  matrix.width = integer("width");
  matrix.dtype = to_dtype(object.Get("dtype"), name + ".dtype");
  return matrix;
}

namespace {

RowMap to_map(Napi::Value value) {
  const Napi::Object object = to_object(value, "plan.map");
  RowMap map{};
  map.donor = to_matrix(object.Get("donor"), "plan.map.donor");
  map.donor_rows = copy_integers(object.Get("donorRows"), "plan.map.donorRows");
  map.source_rows = copy_integers(object.Get("sourceRows"), "plan.map.sourceRows");
  map.kind = static_cast<MapKind>(to_integer(object.Get("kind"), "plan.map.kind", 1));
  map.penalty = to_finite(object.Get("penalty"), "plan.map.penalty");
  return map;
}

}  // namespace

CodePlan to_code_plan(Napi::Value value) {
  const Napi::Object object = to_object(value, "plan");
  CodePlan plan{};
  plan.table = to_matrix(object.Get("table"), "plan.table");
  plan.anchors = copy_integers(object.Get("anchors"), "plan.anchors");
  plan.targets = copy_integers(object.Get("targets"), "plan.targets");
  plan.kind = static_cast<CodeKind>(to_integer(object.Get("kind"), "plan.kind", 3));
  plan.count = to_integer(object.Get("count"), "plan.count");
  plan.raw = to_boolean(object.Get("raw"), "plan.raw");
  plan.euclidean = to_boolean(object.Get("euclidean"), "plan.euclidean");
  plan.weights = static_cast<NearestWeights>(to_integer(object.Get("weights"), "plan.weights", 3));
  plan.temperature = to_finite(object.Get("temperature"), "plan.temperature");
  return plan;
}

FillPlan to_fill_plan(Napi::Value value) {
  const Napi::Object object = to_object(value, "plan");
  FillPlan plan{};
  plan.source = to_matrix(object.Get("source"), "plan.source");
  plan.target = to_matrix(object.Get("target"), "plan.target");
  plan.rows = RowArrays(object).zip();
  plan.term_rows = copy_integers(object.Get("termRows"), "plan.termRows");
  plan.term_weights = copy<double>(object.Get("termWeights"), "plan.termWeights");
  plan.population = copy<std::uint8_t>(object.Get("population"), "plan.population");
  if (const Napi::Value sums = object.Get("sums"); !sums.IsUndefined()) plan.sums = copy<double>(sums, "plan.sums");
  plan.normal_mean = to_finite(object.Get("normalMean"), "plan.normalMean");
  plan.normal_deviation = to_finite(object.Get("normalDeviation"), "plan.normalDeviation");
  plan.covariance_scale = to_finite(object.Get("covarianceScale"), "plan.covarianceScale");
  if (const Napi::Value map = object.Get("map"); !map.IsUndefined()) plan.map = to_map(map);
  plan.seed = to_integer(object.Get("seed"), "plan.seed");
  plan.stream = to_integer(object.Get("stream"), "plan.stream");
  return plan;
}

}  // namespace tg::addon
