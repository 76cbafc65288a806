#include "tokenizer/content_table.h"

#include <algorithm>
#include <bit>

#include "tokenizer/hashing.h"
#include "tokenizer/memory_bytes.h"

namespace tg {
namespace {

using Strings = std::span<const std::string_view>;

// A string to sort: by its first sixteen bytes, nearly always.
struct Key {
  std::uint64_t first;
  std::uint64_t second;
  std::uint32_t index;
};

// Bytes [begin, begin + 8) as one number, in the order of strings.
std::uint64_t word_of(std::string_view string, std::size_t begin) {
  std::uint64_t word = 0;
  for (std::size_t i = begin; i < begin + 8; ++i) {
    word = word << 8 | (i < string.size() ? static_cast<unsigned char>(string[i]) : 0U);
  }
  return word;
}

std::vector<Key> in_order(Strings strings, std::size_t longest) {
  std::vector<Key> keys;
  keys.reserve(strings.size());
  for (std::uint32_t i = 0; i < strings.size(); ++i) {
    if (strings[i].empty() || strings[i].size() > longest) continue;
    keys.push_back({word_of(strings[i], 0), word_of(strings[i], 8), i});
  }
  std::ranges::sort(keys, [strings](const Key& a, const Key& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    const int order = strings[a.index].compare(strings[b.index]);
    return order != 0 ? order < 0 : a.index < b.index;
  });
  const auto are_equal = [strings](const Key& a, const Key& b) { return strings[a.index] == strings[b.index]; };
  keys.erase(std::unique(keys.begin(), keys.end(), are_equal), keys.end());
  return keys;
}

std::uint32_t stem_of(std::string_view string, std::size_t size) {
  return static_cast<std::uint32_t>(size < 4 ? load_few(string.data(), size) : load32(string.data()));
}

std::size_t shared_size(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

ContentTable::ContentTable(Strings strings) {
  const std::vector<Key> keys = in_order(strings, kLongest);
  entries_.reserve(keys.size() + 1);
  for (const Key& key : keys) {
    entries_.push_back({static_cast<std::uint32_t>(bytes_.size()), key.index, kNothing});
    bytes_.append(strings[key.index]);
  }
  entries_.push_back({static_cast<std::uint32_t>(bytes_.size()), kNothing, kNothing});
  const auto count = static_cast<std::uint32_t>(keys.size());
  std::vector<std::uint32_t> firsts;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i == 0 || !has_stem_of(i, i - 1)) firsts.push_back(i);
  }
  slots_.resize(std::bit_ceil(firsts.size() * 3 / 2 + 2));
  firsts.push_back(count);
  for (std::size_t i = 0; i + 1 < firsts.size(); ++i) add_stem(firsts[i], firsts[i + 1]);
}

bool ContentTable::has_stem_of(std::uint32_t entry, std::uint32_t other) const {
  const std::string_view stem = bytes_of(other).substr(0, kStem);
  return stem.size() == kStem && bytes_of(entry).starts_with(stem);
}

void ContentTable::add_stem(std::uint32_t first, std::uint32_t end) {
  const std::size_t size = std::min(bytes_of(first).size(), kStem);
  const std::uint32_t stem = stem_of(bytes_of(first), size);
  if (size < kStem) has_size_[size] = true;
  slots_[slot_of(stem, size)] = {stem, static_cast<std::uint32_t>(size), first, end};
  for (std::uint32_t i = first + 1; i < end; ++i) {
    std::uint32_t shorter = i - 1;
    while (shorter != kNothing && !bytes_of(i).starts_with(bytes_of(shorter))) shorter = entries_[shorter].shorter;
    entries_[i].shorter = shorter;
  }
}

// The slot of the stem, or the one where it would be.
std::size_t ContentTable::slot_of(std::uint32_t stem, std::size_t size) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_number(std::uint64_t{stem} << 8 | size, hash_seed()) & mask;
  while (slots_[at].size != 0 && (slots_[at].stem != stem || slots_[at].size != size)) at = (at + 1) & mask;
  return at;
}

ContentTable::Found ContentTable::longest_at(std::string_view text, std::size_t at) const {
  const std::string_view rest = text.substr(at, kLongest);
  if (rest.size() >= kStem) {
    const Found found = longest_of(slots_[slot_of(stem_of(rest, kStem), kStem)], rest);
    if (found.size > 0) return found;
  }
  for (std::size_t size = kStem - 1; size > 0; --size) {
    if (!has_size_[size] || rest.size() < size) continue;
    const Slot& slot = slots_[slot_of(stem_of(rest, size), size)];
    if (slot.size != 0) return {size, entries_[slot.first].content};
  }
  return {};
}

// Whatever `text` begins with stands, in order, before `text`; and all that stands between begins with it too.
ContentTable::Found ContentTable::longest_of(const Slot& slot, std::string_view text) const {
  std::uint32_t begin = slot.first;
  std::uint32_t end = slot.end;
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    if (text < bytes_of(middle)) {
      end = middle;
    } else {
      begin = middle + 1;
    }
  }
  if (begin == slot.first) return {};
  std::uint32_t entry = begin - 1;
  const std::size_t shared = shared_size(bytes_of(entry), text);
  while (entry != kNothing && bytes_of(entry).size() > shared) entry = entries_[entry].shorter;
  return entry == kNothing ? Found{} : Found{bytes_of(entry).size(), entries_[entry].content};
}

std::size_t ContentTable::memory_bytes() const {
  return tg::memory_bytes(bytes_) + tg::memory_bytes(entries_) + tg::memory_bytes(slots_);
}

}  // namespace tg
