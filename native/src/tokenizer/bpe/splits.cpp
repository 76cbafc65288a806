#include "tokenizer/bpe/splits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/prefetch.h"
#include "base/thread_pool.h"
#include "tokengraft/large_pages.h"

namespace tg {
namespace {

enum class Side { begin, end };

// A token that another one begins or ends with.
struct Part {
  std::uint32_t size;
  TokenId id;
};

// The order of the alphabet, of the strings as they are or of the strings read backwards. What a token begins (ends)
// with stands before it there, and encloses all that begins (ends) so: one walk with a stack finds the parts of all
// tokens, without looking up any.
template <Side side>
class SortedTokens {
 public:
  explicit SortedTokens(const TokenTable& tokens) : tokens_(tokens) {
    order_.reserve(tokens.size());
    for (TokenId id = 0; id < tokens.id_bound(); ++id) {
      if (!tokens[id].empty())
        order_.push_back({key_of(tokens[id]), id, static_cast<std::uint32_t>(tokens[id].size())});
    }
    sort_by_keys();
    sort_equal_keys();
  }

  // Calls `use(id, parts)` for each token: the tokens that it begins (ends) with, itself not among them, the shortest
  // first.
  template <class Use>
  void for_each(const Use& use) const {
    std::vector<Entry> enclosing;
    std::vector<Part> parts;
    for (const Entry& entry : order_) {
      while (!enclosing.empty() && !is_part(enclosing.back(), entry)) {
        enclosing.pop_back();
        parts.pop_back();
      }
      use(entry.id, std::span<const Part>(parts));
      enclosing.push_back(entry);
      parts.push_back({entry.size, entry.id});
    }
  }

 private:
  // The first bytes of a string as a number that sorts as they do.
  struct Entry {
    std::uint64_t key;
    TokenId id;
    std::uint32_t size;
  };
  static constexpr std::size_t kKeyBytes = sizeof(std::uint64_t);

  static std::uint64_t key_of(std::string_view token) {
    const std::size_t size = std::min(token.size(), kKeyBytes);
    std::uint64_t key = 0;
    if constexpr (side == Side::begin) {
      std::memcpy(&key, token.data(), size);
      return __builtin_bswap64(key);
    } else {
      std::memcpy(&key, token.data() + token.size() - size, size);
      return key << (kKeyBytes - size) * 8;
    }
  }

  // Byte by byte from the last one, each pass keeping the order of the one before.
  void sort_by_keys() {
    LargeVector<Entry> sorted(order_.size());
    for (int shift = 0; shift < 64; shift += 8) {
      const auto digit = [shift](const Entry& entry) { return entry.key >> shift & 0xFF; };
      std::array<std::size_t, 257> places{};
      for (const Entry& entry : order_) ++places[digit(entry) + 1];
      for (std::size_t i = 1; i < places.size(); ++i) places[i] += places[i - 1];
      for (const Entry& entry : order_) sorted[places[digit(entry)]++] = entry;
      order_.swap(sorted);
    }
  }

  void sort_equal_keys() {
    for (auto begin = order_.begin(); begin != order_.end();) {
      const auto end =
          std::find_if(begin, order_.end(), [begin](const Entry& entry) { return entry.key != begin->key; });
      std::sort(begin, end, [this](const Entry& a, const Entry& b) { return is_before(a, b); });
      begin = end;
    }
  }

  bool is_before(const Entry& a, const Entry& b) const {
    if constexpr (side == Side::begin) return tokens_[a.id] < tokens_[b.id];
    const std::string_view left = tokens_[a.id];
    const std::string_view right = tokens_[b.id];
    return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
  }

  bool is_part(const Entry& part, const Entry& whole) const {
    if (part.size >= whole.size) return false;
    if (part.size <= kKeyBytes) return (part.key ^ whole.key) >> (kKeyBytes - part.size) * 8 == 0;
    if (part.key != whole.key) return false;
    const std::string_view token = tokens_[whole.id];
    return side == Side::begin ? token.starts_with(tokens_[part.id]) : token.ends_with(tokens_[part.id]);
  }

  const TokenTable& tokens_;
  LargeVector<Entry> order_;
};

// The parts of all tokens, found by id.
class PartLists {
 public:
  template <Side side>
  void fill(const TokenTable& tokens) {
    places_.resize(tokens.id_bound());
    parts_.reserve(tokens.size() * 4);
    SortedTokens<side>(tokens).for_each([this](TokenId id, std::span<const Part> parts) {
      const auto begin = static_cast<std::uint32_t>(parts_.size());
      places_[id] = {begin, begin + static_cast<std::uint32_t>(parts.size())};
      parts_.insert(parts_.end(), parts.begin(), parts.end());
    });
  }

  std::span<const Part> operator[](TokenId id) const {
    return std::span(parts_).subspan(places_[id].begin, places_[id].end - places_[id].begin);
  }
  void prefetch(TokenId id) const { tg::prefetch(parts_.data() + places_[id].begin); }

 private:
  struct Place {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  LargeVector<Place> places_;
  LargeVector<Part> parts_;
};

// Beginnings and ends that are a token's size together.
void append_splits(TokenId id, std::size_t size, std::span<const Part> begins, std::span<const Part> ends,
                   Merges& splits) {
  auto end = ends.rbegin();
  for (const Part& begin : begins) {
    while (end != ends.rend() && begin.size + end->size > size) ++end;
    if (end == ends.rend()) return;
    if (begin.size + end->size == size) splits.push_back({begin.id, end->id, id});
  }
}

}  // namespace

Merges find_splits(const TokenTable& tokens) {
  PartLists begins;
  PartLists ends;
  parallel_for(2, 0, [&](std::size_t list, unsigned) {
    if (list == 0) begins.fill<Side::begin>(tokens);
    if (list == 1) ends.fill<Side::end>(tokens);
  });
  constexpr TokenId kAhead = 16;
  const auto bound = static_cast<TokenId>(tokens.id_bound());
  Merges splits;
  splits.reserve(tokens.size() * 5 / 2);
  for (TokenId id = 0; id < bound; ++id) {
    if (bound - id > kAhead) {
      begins.prefetch(id + kAhead);
      ends.prefetch(id + kAhead);
    }
    append_splits(id, tokens[id].size(), begins[id], ends[id], splits);
  }
  return splits;
}

}  // namespace tg
