// Which characters this build of PCRE2 takes for a set, found out by asking it.
#pragma once

#if TG_HAVE_PCRE2
#include "text/character_sets.h"

namespace tg {

// A set is asked for once a process, at its first use. Nothing: PCRE2 cannot read how it is spelled.
std::optional<CodePointSet> characters_found_by_pcre2(const NamedCharacters& set);

}  // namespace tg
#endif
