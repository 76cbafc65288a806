// Where characters as people see them end: extended grapheme clusters of UAX #29, but for its rule GB9c (conjuncts of
// Indic scripts), whose property the tables' version of Unicode does not have yet.
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

// The end of the cluster that begins at `position`. A loop over a text calls it cluster by cluster, in linear time.
// REQUIRES: valid UTF-8, `position` at the beginning of a cluster before the end of the text.
std::size_t end_of_grapheme(std::string_view text, std::size_t position);

}  // namespace tg
