// Where in a text one of many strings may begin, told from their first bytes: thirty-two places at once where the
// processor can. (After Hyperscan's Teddy: a byte is looked up by its halves, in tables of eight buckets.)
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tg {

class LeadFilter {
 public:
  // Places looked at together, and bytes from the first of them that must be readable.
  static constexpr std::size_t kBlock = 64;
  static constexpr std::size_t kReadable = 2 * kBlock;
  // What is written for a block besides its places: more than there are, without asking how many.
  static constexpr std::size_t kOverhang = 4;

  LeadFilter() = default;
  // Empty strings are left out.
  explicit LeadFilter(std::span<const std::string_view> strings);

  bool empty() const { return run_ == 0; }
  // Whether two bytes are enough to pass over nearly all of a text of lower-case words, which most texts are.
  bool is_selective() const { return by_pairs_; }

  // Writes the places in `blocks` blocks from `at` on, counted from there, and answers with their number.
  // REQUIRES: kReadable bytes from the beginning of the last block; room for each place and for kOverhang more.
  std::size_t places(const char* at, std::size_t blocks, std::uint32_t* out) const;
  // The twin that it is tested against, and what runs elsewhere.
  std::size_t places_one_by_one(const char* at, std::size_t blocks, std::uint32_t* out) const;

 private:
  // Buckets that have some byte with the half `index`, low and high.
  struct Halves {
    alignas(16) std::array<std::uint8_t, 16> low{};
    alignas(16) std::array<std::uint8_t, 16> high{};

    void add(std::uint8_t byte, std::uint8_t buckets) {
      low[byte & 15] |= buckets;
      high[byte >> 4] |= buckets;
    }
    std::uint8_t buckets(char byte) const {
      const auto value = static_cast<std::uint8_t>(byte);
      return low[value & 15] & high[value >> 4];
    }
  };
  bool has_few_pairs() const;
  bool may_begin(const char* at) const;
  std::size_t places_by_pairs(const char* at, std::size_t blocks, std::uint32_t* out) const;
  std::size_t places_by_runs(const char* at, std::size_t blocks, std::uint32_t* out) const;

  static constexpr std::size_t kLongestRun = 8;
  // Either the first two bytes …
  bool by_pairs_ = false;
  Halves first_;
  Halves second_;
  // … or so many bytes of one set, which each string begins with.
  Halves all_;
  std::size_t run_ = 0;  // 0: there are no strings
};

}  // namespace tg
