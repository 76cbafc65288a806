// Where characters as people see them end: extended grapheme clusters of UAX #29, but for its rule GB9c (conjuncts of
// Indic scripts), whose property the tables' version of Unicode does not have yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tg {

// The end of the cluster that begins at `position`. A loop over a text calls it cluster by cluster, in linear time.
// REQUIRES: valid UTF-8, `position` at the beginning of a cluster before the end of the text.
std::size_t end_of_grapheme(std::string_view text, std::size_t position);

// What a character does to the clusters of its neighbours.
enum class ClusterRole : std::uint8_t {
  plain,    // only a character that extends can join a cluster that begins with this; most are such
  extends,  // may belong to the cluster of a plain character before it
  other,
};
ClusterRole cluster_role_of(char32_t code_point);

}  // namespace tg
