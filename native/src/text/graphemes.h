// Where characters as people see them end: extended grapheme clusters of UAX #29, but for its rule GB9c (conjuncts of
// Indic scripts), whose property the tables' version of Unicode does not have yet.
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

// The end of the cluster that begins at `position`. A loop over a text calls it cluster by cluster, in linear time.
// REQUIRES: valid UTF-8, `position` at the beginning of a cluster before the end of the text.
std::size_t end_of_grapheme(std::string_view text, std::size_t position);

// True when a character may belong to the cluster of the one before it, whatever that is but a control character.
bool extends_any_cluster(char32_t code_point);
// True when only a character that extends any cluster can join one that begins with this: most are such.
bool begins_plain_cluster(char32_t code_point);

}  // namespace tg
