#include "text/named_sets.h"

#include <string>

namespace tg {
namespace {

struct NamedSet {
  std::string_view name;
  std::string_view content;
};

// POSIX names, in brackets or as properties, and the long names of categories, which PCRE2 does not know.
constexpr NamedSet kNamedSets[] = {
    {"alpha", R"(\p{Alphabetic})"},
    {"alnum", R"(\p{Alphabetic}\p{Nd})"},
    {"digit", R"(\p{Nd})"},
    {"lower", R"(\p{Lowercase})"},
    {"upper", R"(\p{Uppercase})"},
    {"punct", R"(\p{P}$+<=>\^`|~)"},
    {"space", kWhiteSpace},
    {"word", kWord},
    {"xdigit", kHexDigit},
    {"whitespace", kWhiteSpace},
    {"letter", R"(\p{L})"},
    {"uppercaseletter", R"(\p{Lu})"},
    {"lowercaseletter", R"(\p{Ll})"},
    {"mark", R"(\p{M})"},
    {"number", R"(\p{N})"},
    {"decimalnumber", R"(\p{Nd})"},
    {"punctuation", R"(\p{P})"},
    {"symbol", R"(\p{S})"},
    {"separator", R"(\p{Z})"},
};

std::string folded_name(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c != ' ' && c != '-' && c != '_') folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  }
  return folded;
}

}  // namespace

std::string_view named_set(std::string_view name) {
  const std::string folded = folded_name(name);
  for (const NamedSet& set : kNamedSets) {
    if (set.name == folded) return set.content;
  }
  return {};
}

}  // namespace tg
