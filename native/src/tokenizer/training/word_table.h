// Words and how often each occurs: the bytes in one block, an open-addressing index over it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/prefetch.h"
#include "tokenizer/hashing.h"

namespace tg {

class WordTable {
 public:
  void add(std::string_view word, std::uint64_t count) { add(word, hash_of(word), count); }

  // The same in steps, for many words at once: what each step reads comes from memory while the others wait for theirs.
  std::uint64_t hash_of(std::string_view word) const { return hash_bytes(word, seed_); }
  void fetch_slot(std::uint64_t hash) const {
    if (!slots_.empty()) tg::prefetch(&slots_[hash & mask_]);
  }
  void fetch_entry(std::uint64_t hash) const {
    if (const std::uint32_t entry = first_entry(hash); entry != kFree) tg::prefetch(&entries_[entry]);
  }
  void fetch_bytes(std::uint64_t hash) const {
    if (const std::uint32_t entry = first_entry(hash); entry != kFree) tg::prefetch(&bytes_[entries_[entry].begin]);
  }
  // REQUIRES: hash_of(word).
  void add(std::string_view word, std::uint64_t hash, std::uint64_t count) {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    if (slots_.empty()) grow();
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      Slot& slot = slots_[at];
      if (slot.entry == kFree) return insert(slot, tag, word, count);
      if (slot.tag != tag) continue;
      Entry& entry = entries_[slot.entry];
      if (entry.size != word.size() || !equal_bytes(bytes_.data() + entry.begin, word.data(), word.size())) continue;
      entry.count += count;
      return;
    }
  }

  void add_all(const WordTable& other) {
    other.for_each([this](std::string_view word, std::uint64_t count) { add(word, count); });
  }

  template <class Visit>
  void for_each(const Visit& visit) const {
    for (const Entry& entry : entries_) visit(word_of(entry), entry.count);
  }

  // The same by ascending bytes. REQUIRES: memory for a number a word.
  template <class Visit>
  void for_each_sorted(const Visit& visit) const {
    for (const std::uint32_t index : sorted()) visit(word_of(entries_[index]), entries_[index].count);
  }

  std::size_t size() const { return entries_.size(); }
  std::size_t memory_bytes() const {
    return bytes_.capacity() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(Slot);
  }
  // The most that some hundred more words may take: a part that grows is there twice meanwhile, and sorting takes a
  // number a word.
  std::size_t bytes_to_go_on() const {
    const auto grown = [](std::size_t size, std::size_t capacity, std::size_t unit) {
      return size < capacity ? 0 : std::max(size, 2 * capacity) * unit;
    };
    return memory_bytes() + grown(bytes_.size() + kNextBytes, bytes_.capacity(), 1) +
           grown(entries_.size() + kNextWords, entries_.capacity(), sizeof(Entry)) +
           grown((entries_.size() + kNextWords) * 2, slots_.size(), sizeof(Slot)) + entries_.size() * 4;
  }
  static constexpr std::size_t kNextWords = 512;

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  static constexpr std::size_t kNextBytes = std::size_t{1} << 15;

  struct Entry {
    std::uint64_t begin;
    std::uint64_t count;
    std::uint32_t size;
  };
  struct Slot {
    std::uint32_t tag = 0;  // the hash's upper half
    std::uint32_t entry = kFree;
  };

  std::uint32_t first_entry(std::uint64_t hash) const { return slots_.empty() ? kFree : slots_[hash & mask_].entry; }
  std::string_view word_of(const Entry& entry) const { return {bytes_.data() + entry.begin, entry.size}; }
  void insert(Slot& slot, std::uint32_t tag, std::string_view word, std::uint64_t count);
  void grow();
  std::vector<std::uint32_t> sorted() const;

  std::uint64_t seed_ = hash_seed();
  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
};

}  // namespace tg
