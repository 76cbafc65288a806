// How a family of stages is tabulated: its .def file lists names and factories, and is included twice, once to declare
// the factories and once to fill the table (house rule: one file and one line for a new kind).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "tokenizer/stage_options.h"

namespace tg {

template <class Stage>
using MadeStage = Result<std::unique_ptr<const Stage>>;

// What a factory answers when all went well.
template <class Stage, class Kind, class... Arguments>
MadeStage<Stage> made(Arguments&&... arguments) {
  return std::unique_ptr<const Stage>(std::make_unique<const Kind>(std::forward<Arguments>(arguments)...));
}

template <class Stage>
struct StageKind {
  std::string_view name;
  MadeStage<Stage> (*make)(const StageSpec&);
};

template <class Stage>
std::string names_of(std::span<const StageKind<Stage>> kinds) {
  std::string names;
  for (const auto& kind : kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

template <class Stage>
MadeStage<Stage> make_stage(const StageSpec& spec, std::span<const StageKind<Stage>> kinds) {
  const Result<std::string> type = read_type(spec);
  if (!type.ok()) return type.status();
  for (const auto& kind : kinds) {
    if (kind.name == type.value()) return kind.make(spec);
  }
  return unknown_stage(spec, type.value(), names_of(kinds));
}

}  // namespace tg
