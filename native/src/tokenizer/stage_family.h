// How a family of stages is tabulated: its .def file lists names and factories, and is included twice, once to declare
// the factories and once to fill the table (house rule: one file and one line for a new kind).
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "tokenizer/stage_options.h"

namespace tg {

struct ImpliedKind;
Result<std::string> type_or_implied(const StageSpec& spec, std::span<const ImpliedKind> implied);

template <class Stage>
using MadeStage = Result<std::unique_ptr<const Stage>>;

// What a factory answers when all went well.
template <class Stage, class Kind, class... Arguments>
MadeStage<Stage> made(Arguments&&... arguments) {
  return std::unique_ptr<const Stage>(std::make_unique<const Kind>(std::forward<Arguments>(arguments)...));
}

// Kinds in lower case are ours: readers make such stages from other formats, and a file that names one is refused.
template <class Stage>
struct StageKind {
  std::string_view name;
  MadeStage<Stage> (*make)(const StageSpec&);

  bool is_ours() const { return name.front() >= 'a' && name.front() <= 'z'; }
};

// A kind that files may leave unnamed, told by the fields that it must have.
struct ImpliedKind {
  std::string_view name;
  std::initializer_list<std::string_view> fields;
};

template <class Stage>
std::string names_of(std::span<const StageKind<Stage>> kinds) {
  std::string names;
  for (const auto& kind : kinds) {
    if (!kind.is_ours()) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  }
  return names;
}

// Of `implied` kinds the first whose fields are all there is meant when `type` is absent, as in the reference.
template <class Stage>
MadeStage<Stage> make_stage(const StageSpec& spec, std::span<const StageKind<Stage>> kinds,
                            std::span<const ImpliedKind> implied = {}) {
  const Result<std::string> type = type_or_implied(spec, implied);
  if (!type.ok()) return type.status();
  for (const auto& kind : kinds) {
    if (kind.name == type.value() && kind.is_ours() == spec.is_ours) return kind.make(spec);
  }
  return unknown_stage(spec, type.value(), names_of(kinds));
}

}  // namespace tg
