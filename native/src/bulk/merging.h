// The third step: BPE of the pieces that are no tokens. As long as two neighbours can merge, the pair of the lowest
// rank does, the leftmost of equals. A piece is merged by a group of lanes: the warp of a device, or the one lane of
// the processor. A Group has lane(), lanes(), sync(), which makes what lanes have written known to all, and lowest(),
// the lowest number of all lanes.
#pragma once

#include "bulk/looking_up.h"

namespace tg::bulk {

struct OneLane {
  static unsigned lane() { return 0; }
  static unsigned lanes() { return 1; }
  static void sync() {}
  static std::uint32_t lowest(std::uint32_t number) { return number; }
};

// Room for one piece. A symbol has the place of its first byte.
struct MergeRoom {
  TokenId ids[kLongestPiece];       // kNoToken: swallowed by a symbol before it
  PairMerge merges[kLongestPiece];  // of the symbol with the next one
  std::uint16_t next[kLongestPiece];
  std::uint16_t previous[kLongestPiece];
};

template <class Group>
class PieceMerger {
 public:
  // REQUIRES: 0 < size <= kLongestPiece.
  TG_BOTH PieceMerger(const Group& group, const Image& image, MergeRoom& room, std::uint32_t size)
      : group_(group), image_(image), room_(room), size_(size) {}

  TG_BOTH void merge(const char* piece) {
    read(piece);
    for (std::uint32_t rank = lowest_rank(); rank != kNeverMerges; rank = lowest_rank()) join(leftmost(rank));
  }

 private:
  TG_BOTH void read(const char* piece) {
    for (std::uint32_t i = group_.lane(); i < size_; i += group_.lanes()) {
      room_.ids[i] = image_.of_byte[static_cast<unsigned char>(piece[i])];
      room_.next[i] = static_cast<std::uint16_t>(i + 1);
      room_.previous[i] = static_cast<std::uint16_t>(i - 1);
    }
    group_.sync();
    for (std::uint32_t i = group_.lane(); i < size_; i += group_.lanes()) look_up(i);
    group_.sync();
  }

  TG_BOTH void look_up(std::uint32_t place) {
    const std::uint32_t next = room_.next[place];
    room_.merges[place] =
        next < size_ ? find_merge(image_, room_.ids[place], room_.ids[next]) : PairMerge{kNeverMerges, kNoToken};
  }

  TG_BOTH std::uint32_t lowest_rank() const {
    std::uint32_t rank = kNeverMerges;
    for (std::uint32_t i = group_.lane(); i < size_; i += group_.lanes()) {
      if (room_.merges[i].rank < rank) rank = room_.merges[i].rank;
    }
    return group_.lowest(rank);
  }

  TG_BOTH std::uint32_t leftmost(std::uint32_t rank) const {
    std::uint32_t place = group_.lane();
    while (place < size_ && room_.merges[place].rank != rank) place += group_.lanes();
    return group_.lowest(place);
  }

  TG_BOTH void join(std::uint32_t place) {
    const std::uint32_t swallowed = room_.next[place];
    const std::uint32_t behind = room_.next[swallowed];
    const std::uint32_t before = room_.previous[place];
    group_.sync();
    if (group_.lane() == 0) {
      room_.ids[place] = room_.merges[place].result;
      room_.ids[swallowed] = kNoToken;
      room_.merges[swallowed].rank = kNeverMerges;
      room_.next[place] = static_cast<std::uint16_t>(behind);
      if (behind < size_) room_.previous[behind] = static_cast<std::uint16_t>(place);
    }
    group_.sync();
    for (std::uint32_t side = group_.lane(); side < 2; side += group_.lanes()) {
      if (side == 0) look_up(place);
      if (side == 1 && place > 0) look_up(before);
    }
    group_.sync();
  }

  const Group& group_;
  const Image& image_;
  MergeRoom& room_;
  std::uint32_t size_;
};

template <class Group>
TG_BOTH void merge_piece(const Job& job, const Group& group, MergeRoom& room, std::uint32_t begin) {
  const std::uint32_t size = next_mark(job, job.begins, begin) - begin;
  PieceMerger<Group>(group, *job.image, room, size).merge(job.text + begin);
  for (std::uint32_t i = group.lane(); i < size; i += group.lanes()) {
    if (room.ids[i] == kNoToken) continue;
    job.ids[begin + i] = room.ids[i];
    mark(job.begins, begin + i);
  }
  group.sync();
}

// A group at a time. Others mark their own pieces' insides meanwhile, never the end of one here.
template <class Group>
TG_BOTH void merge_word(const Job& job, const Group& group, MergeRoom& room, std::uint32_t word) {
  for (std::uint32_t marks = job.unmatched[word]; marks != 0; marks &= marks - 1) {
    merge_piece(job, group, room, word * kWordBits + lowest_bit(marks));
  }
}

}  // namespace tg::bulk
