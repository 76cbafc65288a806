#include "tokenizer/lead_filter.h"

#include <algorithm>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using Places = std::vector<std::uint32_t>;

constexpr std::size_t kBlocks = 3;
constexpr std::size_t kRoom = kBlocks * LeadFilter::kBlock + LeadFilter::kOverhang;
constexpr std::size_t kRead = (kBlocks - 1) * LeadFilter::kBlock + LeadFilter::kReadable;

Places places_of(const LeadFilter& filter, const char* at) {
  Places places(kRoom);
  places.resize(filter.places(at, kBlocks, places.data()));
  return places;
}

Places places_slowly(const LeadFilter& filter, const char* at) {
  Places places(kRoom);
  places.resize(filter.places_one_by_one(at, kBlocks, places.data()));
  return places;
}

std::string word_of(Draws& draws, std::string_view alphabet, std::size_t size) {
  std::string word;
  for (std::size_t i = 0; i < size; ++i) word += alphabet[draws.below(alphabet.size())];
  return word;
}

// Few first bytes and many, one byte and more than a run, beyond ASCII.
TEST("in lanes as one by one, and no beginning is passed over, at every offset") {
  constexpr std::string_view kAlphabets[] = {"<|>_", "abcdefghijklmnopqrstuvwxyz ", "a", "\xE4\xB8\xAD\xE5 x"};
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    Draws draws(seed);
    const std::string_view alphabet = kAlphabets[seed % std::size(kAlphabets)];
    const std::size_t shortest = 1 + draws.below(10);
    std::vector<std::string> owned;
    for (std::uint64_t i = draws.below(30); i > 0; --i) {
      owned.push_back(word_of(draws, alphabet, shortest + draws.below(4)));
    }
    const std::vector<std::string_view> strings(owned.begin(), owned.end());
    const LeadFilter filter(strings);
    const std::string text = word_of(draws, kAlphabets[draws.below(std::size(kAlphabets))], kRead + 64);
    const std::size_t offset = seed % 64;
    const Places places = places_of(filter, text.data() + offset);
    if (places != places_slowly(filter, text.data() + offset)) {
      fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + " in " + text);
      return;
    }
    for (std::uint32_t at = 0; at < kBlocks * LeadFilter::kBlock; ++at) {
      const std::string_view rest = std::string_view(text).substr(offset + at);
      const bool begins = std::ranges::any_of(strings, [rest](auto string) { return rest.starts_with(string); });
      if (begins) CHECK(std::ranges::binary_search(places, at));
    }
  }
}

TEST("a filter of no strings lets nothing begin") {
  CHECK(LeadFilter().empty());
  const std::string_view strings[] = {""};
  CHECK(LeadFilter(strings).empty());
  const std::string text(kRead, 'a');
  CHECK_EQUAL(places_of(LeadFilter(strings), text.data()).size(), 0U);
}

}  // namespace
}  // namespace tg::test
