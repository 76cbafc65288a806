#include "tokenizer/sequence_encoding.h"

#include <algorithm>

namespace tg {
namespace {

template <class List>
void append_all(List& to, const List& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void set_range(std::vector<SequenceEncoding::Range>& ranges, SequenceEncoding::Range range) {
  const auto known = std::ranges::find(ranges, range.sequence, &SequenceEncoding::Range::sequence);
  if (known == ranges.end()) {
    ranges.push_back(range);
  } else {
    *known = range;
  }
}

// As the reference counts: with k known ranges, sequences 0 to k - 1 are looked up, and one that has no range (or no
// range is known at all) is everything.
std::vector<std::int32_t> sequence_ids(const SequenceEncoding& whole) {
  std::vector<std::int32_t> ids(whole.size(), -1);
  const std::size_t count = std::max<std::size_t>(whole.ranges.size(), 1);
  for (std::size_t sequence = 0; sequence < count; ++sequence) {
    const auto known = std::ranges::find(whole.ranges, sequence, &SequenceEncoding::Range::sequence);
    const std::size_t begin = known == whole.ranges.end() ? 0 : known->begin;
    const std::size_t end = known == whole.ranges.end() ? ids.size() : known->end;
    for (std::size_t i = begin; i < end; ++i) ids[i] = static_cast<std::int32_t>(sequence);
  }
  return ids;
}

}  // namespace

void SequenceEncoding::set_sequence(std::size_t sequence) {
  set_range(ranges, {sequence, 0, size()});
}

void SequenceEncoding::set_type(std::uint8_t type) {
  std::ranges::fill(encoding.type_ids, type);
}

void SequenceEncoding::insert(TokenId id, std::uint8_t type) {
  encoding.ids.push_back(id);
  encoding.offsets.insert(encoding.offsets.end(), 2, 0);
  encoding.type_ids.push_back(type);
  encoding.special_mask.push_back(1);
  encoding.word_ids.push_back(-1);
  blanks.emplace_back();
}

void SequenceEncoding::append(const SequenceEncoding& other) {
  for (const Range range : other.ranges) {
    set_range(ranges, {range.sequence, range.begin + size(), range.end + size()});
  }
  append_all(encoding.ids, other.encoding.ids);
  append_all(encoding.offsets, other.encoding.offsets);
  append_all(encoding.type_ids, other.encoding.type_ids);
  append_all(encoding.special_mask, other.encoding.special_mask);
  append_all(encoding.word_ids, other.encoding.word_ids);
  append_all(blanks, other.blanks);
}

Encoding join(std::vector<SequenceEncoding> parts) {
  SequenceEncoding whole;
  if (!parts.empty()) whole = std::move(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) whole.append(parts[i]);
  whole.encoding.sequence_ids = sequence_ids(whole);
  return std::move(whole.encoding);
}

}  // namespace tg
