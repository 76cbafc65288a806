// Several Split stages in a row for which there is one scanner.
#pragma once

#include <memory>
#include <span>

#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/spec.h"

namespace tg {

constexpr std::size_t kFusedStages = 3;

// One stage that cuts as the first kFusedStages of `stages` do; null when no scanner does, or there are not so many.
std::unique_ptr<const PreTokenizer> make_fused_splits(std::span<const StageSpec> stages);

}  // namespace tg
