#include "tokenizer/model.h"
#include "tokenizer/stage_options.h"

namespace tg {

#define TG_MODEL(name, factory) \
  Result<std::unique_ptr<const Model>> make_##factory##_model(const ModelSpec& spec, const ModelContext& context);
#include "tokenizer/models/models.def"
#undef TG_MODEL

namespace {

constexpr ModelKind kKinds[] = {
#define TG_MODEL(name, factory) {name, make_##factory##_model},
#include "tokenizer/models/models.def"
#undef TG_MODEL
};

std::string known_models() {
  std::string names;
  for (const ModelKind& kind : kKinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

}  // namespace

Result<std::unique_ptr<const Model>> make_model(const ModelSpec& spec, const ModelContext& context) {
  for (const ModelKind& kind : kKinds) {
    if (kind.name == spec.type) return kind.make(spec, context);
  }
  return unknown_stage({spec.options, spec.where}, spec.type, known_models());
}

}  // namespace tg
