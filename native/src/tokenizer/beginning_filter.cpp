#include "tokenizer/beginning_filter.h"

#include <algorithm>
#include <vector>

namespace tg {
namespace {

using Strings = std::span<const std::string_view>;

constexpr std::size_t kStem = 4;
constexpr std::size_t kManyStems = std::size_t{1} << 15;  // whose set would not stay near

// Nothing where a string has none, or too many differ.
NumberSet stems_of(Strings strings) {
  NumberSet met(strings.size());
  std::size_t stems = 0;
  for (const std::string_view string : strings) {
    if (string.empty()) continue;
    if (string.size() < kStem || stems > kManyStems) return {};
    const std::uint64_t stem = load32(string.data());
    stems += met.may_have(stem) ? 0 : 1;  // which, rarely, is another one
    met.add(stem);
  }
  NumberSet set(stems * 2);
  for (const std::string_view string : strings) {
    if (!string.empty()) set.add(load32(string.data()));
  }
  return set;
}

}  // namespace

BeginningFilter::BeginningFilter(Strings strings) {
  fill_kinds(strings);
  choose_leads(strings);
}

void BeginningFilter::fill_kinds(Strings strings) {
  const auto count_of = [&](std::uint8_t kind) {
    return static_cast<std::size_t>(
        std::ranges::count_if(strings, [kind](std::string_view string) { return kind_of(string) == kind; }));
  };
  four_ = NumberSet(count_of(kFour));
  six_ = NumberSet(count_of(kSix));
  long_ = NumberSet(count_of(kLong));
  for (const std::string_view string : strings) {
    if (string.empty()) continue;
    const std::uint8_t kind = kind_of(string);
    kinds_[static_cast<std::uint8_t>(string[0])] |= kind;
    if (kind == kFour) four_.add(load32(string.data()) << 32);
    if (kind == kSix) six_.add((load32(string.data()) | load32(string.data() + 2) >> 16 << 32) << 16);
    if (kind == kLong) long_.add(load64(string.data()));
  }
}

// Where all strings together begin too often, one that is short does not decide how long the others' leads are.
void BeginningFilter::choose_leads(Strings strings) {
  set_lead(0, strings);
  if (leads_[0].is_selective()) return;
  std::vector<std::string_view> brief;
  std::vector<std::string_view> others;
  for (const std::string_view string : strings) (kind_of(string) == kLong ? others : brief).push_back(string);
  if (!LeadFilter(brief).is_selective()) return;
  set_lead(0, brief);
  set_lead(1, others);
}

void BeginningFilter::set_lead(std::size_t lead, Strings strings) {
  leads_[lead] = LeadFilter(strings);
  stems_[lead] = stems_of(strings);
}

std::size_t BeginningFilter::keep_stems(std::size_t lead, const char* at, std::uint32_t* places,
                                        std::size_t count) const {
  const NumberSet& stems = stems_[lead];
  if (!stems.has_room()) return count;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    places[kept] = places[i];
    kept += stems.may_have(load32(at + places[i])) ? 1 : 0;
  }
  return kept;
}

void Beginnings::advance(Cursor& cursor, std::size_t at) {
  cursor.is_set = true;
  if (at > cursor.end) {
    cursor.begin = cursor.end = at;
    cursor.done = cursor.count = 0;
  }
  while (true) {
    while (cursor.done < cursor.count) {
      cursor.place = cursor.begin + cursor.places[cursor.done++];
      if (cursor.place >= at && filter_.may_begin(text_, cursor.place)) return;
    }
    cursor.place = text_.size();
    if (cursor.end >= text_.size() || cancelled_()) return;
    look_on(cursor);
  }
}

void Beginnings::look_on(Cursor& cursor) {
  cursor.begin = cursor.end;
  cursor.done = 0;
  const std::size_t left = text_.size() - cursor.begin;
  if (left < LeadFilter::kReadable) return look_at_rest(cursor);
  const std::size_t blocks = std::min((left - LeadFilter::kReadable) / LeadFilter::kBlock + 1, kBlocks);
  cursor.end += blocks * LeadFilter::kBlock;
  const char* const at = text_.data() + cursor.begin;
  cursor.count = lead_of(cursor).places(at, blocks, cursor.places.data());
  cursor.count = filter_.keep_stems(cursor.lead, at, cursor.places.data(), cursor.count);
  for (std::size_t i = 0; i < cursor.count; ++i) filter_.prefetch(at + cursor.places[i]);
}

// The rest of the text is copied, and zeros behind it.
void Beginnings::look_at_rest(Cursor& cursor) {
  std::array<char, LeadFilter::kReadable + LeadFilter::kBlock> rest{};
  const std::size_t left = text_.size() - cursor.begin;
  std::copy_n(text_.data() + cursor.begin, left, rest.data());
  cursor.end = text_.size();
  cursor.count = lead_of(cursor).places(rest.data(), 2, cursor.places.data());
  while (cursor.count > 0 && cursor.places[cursor.count - 1] >= left) --cursor.count;
}

}  // namespace tg
