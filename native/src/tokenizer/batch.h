// Many texts on many threads. Texts are grouped into jobs of some size, so that short ones do not pay for the hand-out;
// what comes out depends on the texts alone.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

using EncodeOne = std::function<Status(std::string_view text, IdList& ids)>;
using CountOne = std::function<Status(std::string_view text, std::size_t& count)>;

Status encode_all(std::span<const std::string_view> texts, const EncodeOne& encode, unsigned threads,
                  const std::atomic<bool>* cancelled, EncodedBatch& batch);
Status count_all(std::span<const std::string_view> texts, const CountOne& count, unsigned threads,
                 const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts);

}  // namespace tg
