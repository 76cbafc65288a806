#include "tokenizer/token_pages.h"

#include <cstring>

#include "base/utf8_validity.h"

namespace tg {

TokenPage::TokenPage() {
  for (auto& token : tokens_) token[kLength] = kAbsent;
}

void TokenPage::set(TokenId id, std::string_view bytes, bool special) {
  if (bytes.size() <= kLength) return set(id, short_key_of(bytes), special);
  const auto mark = static_cast<std::uint8_t>((special ? kSpecial : 0) | (is_ascii(bytes) ? 0 : kNotAscii));
  set_rare(id, {static_cast<std::uint32_t>(long_.size()), static_cast<std::uint32_t>(bytes.size()), -1}, mark);
  long_.append(bytes);
}

void TokenPage::set(TokenId id, const ShortKey& bytes, bool special) {
  const auto mark = static_cast<std::uint8_t>((special ? kSpecial : 0) | (bytes.is_ascii() ? 0 : kNotAscii));
  set(id, &bytes, sizeof bytes, static_cast<std::uint8_t>(mark | bytes.size()));
}

void TokenPage::set_byte(TokenId id, std::uint8_t byte, bool special) {
  set_rare(id, {0, 0, byte}, special ? kSpecial : 0);
}

std::string_view TokenPage::long_bytes(TokenId id) const {
  const Rare place = rare(id);
  return std::string_view(long_).substr(place.begin, place.size);
}

int TokenPage::byte(TokenId id) const {
  return rare(id).byte;
}

TokenPage::Rare TokenPage::rare(TokenId id) const {
  Rare rare;
  std::memcpy(&rare, sixteen(id), sizeof rare);
  return rare;
}

void TokenPage::set(TokenId id, const void* bytes, std::size_t size, std::uint8_t mark) {
  std::array<char, 16>& token = tokens_[id % kSize];
  if (size > 0) std::memcpy(token.data(), bytes, size);
  token[kLength] = static_cast<char>(mark);
}

void TokenPage::set_rare(TokenId id, Rare rare, std::uint8_t mark) {
  set(id, &rare, sizeof rare, mark | kRare);
}

TokenPages::TokenPages(std::size_t id_bound, Prepare prepare)
    : prepare_(std::move(prepare)), pages_((id_bound + TokenPage::kSize - 1) / TokenPage::kSize) {}

TokenPages::~TokenPages() {
  for (const auto& page : pages_) delete page.load(std::memory_order_relaxed);
}

std::size_t TokenPages::memory_bytes() const {
  std::size_t bytes = pages_.size() * sizeof pages_.front();
  for (const auto& page : pages_) {
    if (const TokenPage* const made = page.load(std::memory_order_acquire)) bytes += made->memory_bytes();
  }
  return bytes;
}

// Two threads may prepare one page; the first to finish is used, and both are the same.
const TokenPage& TokenPages::prepare(std::size_t number) const {
  auto page = std::make_unique<TokenPage>();
  prepare_(static_cast<TokenId>(number * TokenPage::kSize), *page);
  const TokenPage* known = nullptr;
  if (pages_[number].compare_exchange_strong(known, page.get(), std::memory_order_acq_rel)) return *page.release();
  return *known;
}

}  // namespace tg
