// Strings with ids as a file lists them: in its order, the strings end to end in one block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tokengraft/large_pages.h"
#include "tokengraft/tokenizer.h"

namespace tg {

struct VocabularyEntry {
  std::string_view token;
  TokenId id;
};

class TokenList {
 public:
  // REQUIRES: all strings together are shorter than 4 GiB.
  void add(std::string_view token, TokenId id) {
    bytes_.append(token);
    end_token(id);
  }
  // The same in two steps: append the token's bytes to `bytes()`, then end it.
  std::string& bytes() { return bytes_; }
  void end_token(TokenId id) {
    const auto begin = places_.empty() ? 0 : places_.back().end;
    places_.push_back({begin, static_cast<std::uint32_t>(bytes_.size()), id});
  }

  // REQUIRES: as above.
  void append(const TokenList& other) {
    const auto before = static_cast<std::uint32_t>(bytes_.size());
    bytes_ += other.bytes_;
    for (const Place& place : other.places_) places_.push_back({place.begin + before, place.end + before, place.id});
  }

  void reserve(std::size_t count, std::size_t bytes) {
    places_.reserve(count);
    bytes_.reserve(bytes);
  }

  bool empty() const { return places_.empty(); }
  std::size_t size() const { return places_.size(); }
  VocabularyEntry operator[](std::size_t i) const {
    const Place& place = places_[i];
    return {std::string_view(bytes_).substr(place.begin, place.end - place.begin), place.id};
  }

 private:
  friend class TokenTable;  // which takes over the block

  struct Place {
    std::uint32_t begin;
    std::uint32_t end;
    TokenId id;
  };

  std::string bytes_;
  LargeVector<Place> places_;
};

}  // namespace tg
