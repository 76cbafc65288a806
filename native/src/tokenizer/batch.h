// Many texts on many threads, each of which takes a group of them at a time; what comes out depends on the texts alone.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

// Texts that are all there.
class AllTexts final : public TextSource {
 public:
  // REQUIRES: `texts` stay there.
  explicit AllTexts(std::span<const std::string_view> texts);
  std::optional<TextGroup> next() override;
  std::size_t expected_groups() const override { return groups_.size(); }

 private:
  std::vector<TextGroup> groups_;
  std::atomic<std::size_t> taken_ = 0;
};

using EncodeOne = std::function<Status(std::string_view text, IdList& ids)>;
using CountOne = std::function<Status(std::string_view text, std::size_t& count)>;

Status encode_all(TextSource& texts, const EncodeOne& encode, unsigned threads, const std::atomic<bool>* cancelled,
                  EncodedBatch& batch);
Status count_all(TextSource& texts, const CountOne& count, unsigned threads, const std::atomic<bool>* cancelled,
                 std::vector<std::size_t>& counts);

}  // namespace tg
