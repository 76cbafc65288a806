#if TG_HAVE_PCRE2
#include "text/pcre2_characters.h"

#include <cstdlib>
#include <map>
#include <mutex>

#include "text/dated_properties.h"
#include "text/pcre2_code.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokengraft/tokenizer.h"

namespace tg {
namespace {

using MatchData = Pcre2Owned<pcre2_match_data, pcre2_match_data_free>;

bool is_newer_than_our_tables() {
  char version[64] = "0";
  if (pcre2_config(PCRE2_CONFIG_UNICODE_VERSION, nullptr) > 64) return true;
  pcre2_config(PCRE2_CONFIG_UNICODE_VERSION, version);
  return std::atoi(version) > std::atoi(unicode_version().c_str());
}

// Private use never changes, and what our tables do not know yet, older ones do not know either. Most code points are
// one or the other.
CodePointSet doubtful() {
  const bool newer = is_newer_than_our_tables();
  return code_points_where([newer](char32_t code_point) {
    return category_of(code_point) != Category::Co && (newer || age_of(code_point) != 0);
  });
}

struct Doubtful {
  CodePointSet characters = doubtful();
  std::string text;

  Doubtful() {
    for (const auto& [first, last] : characters.ranges()) {
      for (char32_t code_point = first; code_point <= last; ++code_point) append_utf8(text, code_point);
    }
  }
};

// The runs of a class in a text in which the code points are in order.
std::optional<CodePointSet> find_runs(const std::string& about, const std::string& text) {
  const Pcre2Compiled compiled = compile_pcre2("[" + about + "]++");
  const MatchData data(pcre2_match_data_create(1, nullptr));
  if (!compiled.code || !data) return std::nullopt;
  pcre2_jit_compile(compiled.code.get(), PCRE2_JIT_COMPLETE);
  std::vector<CodePointSet::Range> runs;
  const PCRE2_SIZE* const ends = pcre2_get_ovector_pointer(data.get());
  for (PCRE2_SIZE at = 0; pcre2_match(compiled.code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                                      PCRE2_NO_UTF_CHECK, data.get(), nullptr) > 0;
       at = ends[1]) {
    const std::string_view run = std::string_view(text).substr(ends[0], ends[1] - ends[0]);
    for (std::size_t place = 0; place < run.size();) {
      const Decoded character = decode_utf8(run, place);
      if (runs.empty() || runs.back().last + 1 != character.code_point) {
        runs.push_back({character.code_point, character.code_point});
      }
      runs.back().last = character.code_point;
      place += character.length;
    }
  }
  return CodePointSet(std::move(runs));
}

std::optional<CodePointSet> ask(const NamedCharacters& set) {
  static const Doubtful doubtful;
  auto found = find_runs(set.about, doubtful.text);
  if (!found) return found;
  return found->united(set.characters.without(doubtful.characters));
}

}  // namespace

std::optional<CodePointSet> characters_found_by_pcre2(const NamedCharacters& set) {
  static std::mutex mutex;
  static std::map<std::string, std::optional<CodePointSet>, std::less<>> known;
  const std::scoped_lock lock(mutex);
  const auto at = known.find(set.about);
  if (at != known.end()) return at->second;
  return known.emplace(set.about, ask(set)).first->second;
}

}  // namespace tg
#endif
