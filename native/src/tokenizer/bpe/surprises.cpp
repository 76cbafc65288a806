#include "tokenizer/bpe/surprises.h"

#include <algorithm>

#include "tokenizer/hashing.h"

namespace tg {
namespace {

// Of bytes that may be compared. Llama 3 has 82 surprises, and needs a fourth of it.
constexpr std::size_t kMostWork = std::size_t{1} << 31;

// Some texts, and whether a token has one of them anywhere inside.
class InnerTexts {
 public:
  explicit InnerTexts(std::vector<std::string_view> texts) : texts_(std::move(texts)) {
    const std::size_t shortest = std::ranges::min(texts_, {}, &std::string_view::size).size();
    width_ = std::min<std::size_t>(shortest, 4);
    for (const std::string_view text : texts_) begins_[place_of(text)] = true;
  }

  bool is_one_in(std::string_view token) const {
    for (std::size_t at = 0; at + width_ <= token.size(); ++at) {
      const std::string_view rest = token.substr(at);
      const auto begins = [rest](std::string_view text) { return rest.starts_with(text); };
      if (begins_[place_of(rest)] && std::ranges::any_of(texts_, begins)) return true;
    }
    return false;
  }

 private:
  static constexpr unsigned kPlaceBits = 14;

  // Of the first `width_` bytes.
  std::size_t place_of(std::string_view text) const {
    if (width_ == 0) return 0;
    const auto begin = static_cast<std::uint32_t>(width_ < 4 ? load_few(text.data(), width_) : load32(text.data()));
    return begin * 0x9E3779B1u >> (32 - kPlaceBits);
  }

  std::vector<std::string_view> texts_;
  std::size_t width_;  // 4, or as many bytes as the shortest text has
  std::vector<bool> begins_ = std::vector<bool>(std::size_t{1} << kPlaceBits);
};

std::size_t size_of(const std::vector<std::string_view>& texts) {
  std::size_t size = 0;
  for (const std::string_view text : texts) size += text.size();
  return size;
}

std::size_t size_of(const TokenTable& tokens) {
  std::size_t size = 0;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) size += tokens[id].size();
  return size;
}

}  // namespace

bool leave_open(const TokenTable& tokens, std::vector<std::string_view> surprises, std::vector<Own>& own) {
  if (size_of(surprises) > kMostWork / (size_of(tokens) + 1)) return false;
  const InnerTexts inner(std::move(surprises));
  for (TokenId id = 0; id < own.size(); ++id) {
    if (inner.is_one_in(tokens[id])) own[id] = Own::unknown;
  }
  return true;
}

}  // namespace tg
