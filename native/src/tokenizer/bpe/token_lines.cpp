#include "tokenizer/bpe/token_lines.h"

#include <array>

#include "base/prefetch.h"

namespace tg {
namespace {

constexpr std::uint32_t flag_of(Own own) {
  return own == Own::yes ? LineValue::kOwn : own == Own::no ? LineValue::kNotOwn : LineValue::kUnknown;
}

bool fits(std::string_view token) {
  return !token.empty() && token.size() <= ShortKey::kLongest;
}

std::size_t count_short(const TokenTable& tokens) {
  std::size_t count = 0;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) count += fits(tokens[id]) ? 1 : 0;
  return count;
}

}  // namespace

// Three lines for five tokens: one line in twelve then sends its look-ups on to the next. A block of lines is fetched
// while its keys are made.
TokenLines::TokenLines(const TokenTable& tokens) : line_count_(count_short(tokens) * 3 / 5 + 1), lines_(line_count_) {
  struct Waiting {
    ShortKey key;
    std::uint32_t value;
  };
  std::array<Waiting, 64> block;
  std::size_t count = 0;
  const auto add_block = [&] {
    for (std::size_t i = 0; i < count; ++i) add(block[i].key, block[i].value);
    count = 0;
  };
  for (TokenId id = 0; id < tokens.id_bound(); ++id) {
    if (!fits(tokens[id])) continue;
    block[count] = {tokens.short_key(id), id | flag_of(Own::unknown)};
    tg::prefetch(line_of(block[count].key));
    if (++count == block.size()) add_block();
  }
  add_block();
}

void TokenLines::set(const std::vector<Own>& own) {
  for (Line& line : lines_) {
    for (auto& value : line.values) {
      const LineValue known{value.load(std::memory_order_relaxed)};
      if (known.bits != 0) value.store(known.id() | flag_of(own[known.id()]), std::memory_order_relaxed);
    }
  }
}

void TokenLines::know(const ShortKey& key, bool own) const {
  const LineValue known = find(key);
  for (const Line* line = line_of(key);; line = next(line)) {
    for (int place = 0; place < 3; ++place) {
      if (!(line->keys[place] == key)) continue;
      return line->values[place].store(known.id() | flag_of(own ? Own::yes : Own::no), std::memory_order_relaxed);
    }
  }
}

// Tokens come in the order of their ids, so that the first place of a line has the most frequent one.
void TokenLines::add(const ShortKey& key, std::uint32_t value) {
  for (auto at = static_cast<std::size_t>(line_of(key) - lines_.data());; at = (at + 1) % lines_.size()) {
    Line& line = lines_[at];
    for (int place = 0; place < 3; ++place) {
      if (line.keys[place].high != 0) continue;
      line.keys[place] = key;
      line.values[place] = value;
      return;
    }
    line.overflows = 1;
  }
}

}  // namespace tg
