// Copies a range extent by extent: data inside the kernel where it can, holes by leaving or making them.
#include <algorithm>
#include <cerrno>
#include <vector>

#include "files/cancel.h"
#include "files/file.h"
#include "files/system.h"
#include "tokengraft/files.h"

namespace tg {
namespace {

constexpr std::uint64_t kPiece = std::uint64_t{4} << 20;     // the flag is looked at between two pieces
constexpr std::uint64_t kWindow = std::uint64_t{256} << 10;  // of the portable way; larger ones leave the cache

class RangeCopy {
 public:
  RangeCopy(const File& source, std::uint64_t source_offset, const File& target, std::uint64_t target_offset,
            const std::atomic<bool>* cancelled)
      : source_(source),
        source_offset_(source_offset),
        target_(target),
        target_offset_(target_offset),
        cancelled_(cancelled) {}

  Status run(std::uint64_t length) {
    for (std::uint64_t done = 0; done < length;) {
      const auto extent = system::next_extent(source_.descriptor(), source_offset_ + done, source_offset_ + length);
      const std::uint64_t data_begin = extent.begin - source_offset_;
      const std::uint64_t data_end = extent.end - source_offset_;
      TG_RETURN_IF_ERROR(clear(done, data_begin));
      TG_RETURN_IF_ERROR(copy(data_begin, data_end));
      done = data_end;
    }
    // The device works while the caller copies on, or compares: whoever waits for it in the end waits less.
    system::begin_write_back(target_.descriptor(), target_offset_, length);
    return check_cancelled(cancelled_);
  }

 private:
  // What the target already has as a hole needs no work.
  Status clear(std::uint64_t begin, std::uint64_t end) {
    while (begin < end) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
      const auto extent = system::next_extent(target_.descriptor(), target_offset_ + begin, target_offset_ + end);
      const std::uint64_t length = extent.end - extent.begin;
      if (length > 0 && !system::punch_hole(target_.descriptor(), extent.begin, length)) {
        TG_RETURN_IF_ERROR(write_zeros(extent.begin, length));
      }
      begin = extent.end - target_offset_;
    }
    return {};
  }

  Status write_zeros(std::uint64_t offset, std::uint64_t length) {
    window_.assign(static_cast<std::size_t>(std::min(length, kWindow)), 0);
    for (std::uint64_t done = 0; done < length; done += kWindow) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
      const std::span zeros(window_.data(), static_cast<std::size_t>(std::min(kWindow, length - done)));
      TG_RETURN_IF_ERROR(target_.write_at(offset + done, zeros));
    }
    return {};
  }

  Status copy(std::uint64_t begin, std::uint64_t end) {
    while (begin < end) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
      const std::uint64_t piece = std::min(kPiece, end - begin);
      if (in_kernel_) {
        TG_RETURN_IF_ERROR(copy_in_kernel(begin, piece));
      } else {
        TG_RETURN_IF_ERROR(copy_by_window(begin, begin + piece));
        begin += piece;
      }
    }
    return {};
  }

  // Moves up to `length` bytes and advances `begin` by what was moved; leaves the kernel's way where it is closed.
  Status copy_in_kernel(std::uint64_t& begin, std::uint64_t length) {
    int error = 0;
    const auto moved = system::copy_inside_kernel(source_.descriptor(), source_offset_ + begin, target_.descriptor(),
                                                  target_offset_ + begin, static_cast<std::size_t>(length), error);
    if (moved < 0 && error != 0) return target_.failure("cannot copy " + source_.path() + " to", error);
    in_kernel_ = moved > 0;
    begin += in_kernel_ ? static_cast<std::uint64_t>(moved) : 0;
    return {};
  }

  Status copy_by_window(std::uint64_t begin, std::uint64_t end) {
    window_.resize(static_cast<std::size_t>(kWindow));
    while (begin < end) {
      const std::span window(window_.data(), static_cast<std::size_t>(std::min(kWindow, end - begin)));
      TG_RETURN_IF_ERROR(source_.read_at(source_offset_ + begin, window));
      TG_RETURN_IF_ERROR(target_.write_at(target_offset_ + begin, window));
      begin += window.size();
    }
    return {};
  }

  const File& source_;
  std::uint64_t source_offset_;
  const File& target_;
  std::uint64_t target_offset_;
  const std::atomic<bool>* cancelled_;
  bool in_kernel_ = true;
  std::vector<std::uint8_t> window_;
};

Status check_disjoint(const File& source, std::uint64_t source_offset, const File& target, std::uint64_t target_offset,
                      std::uint64_t length) {
  const auto same = source.is_same_as(target);
  if (!same.ok()) return same.status();
  const std::uint64_t distance =
      source_offset < target_offset ? target_offset - source_offset : source_offset - target_offset;
  if (!same.value() || distance >= length) return {};
  return Status::error(Code::bad_argument, source.path() + ": a range cannot be copied onto itself (" +
                                               std::to_string(length) + " bytes from byte " +
                                               std::to_string(source_offset) + " to byte " +
                                               std::to_string(target_offset) + ")");
}

}  // namespace

Status copy_range(const std::string& source, std::uint64_t source_offset, const std::string& target,
                  std::uint64_t target_offset, std::uint64_t length, const std::atomic<bool>* cancelled) {
  const auto from = File::open_for_reading(source);
  if (!from.ok()) return from.status();
  const auto to = File::open_for_writing(target);
  if (!to.ok()) return to.status();
  TG_RETURN_IF_ERROR(check_range(from.value(), source_offset, length));
  if (target_offset + length < length) return to.value().failure("cannot lengthen", EFBIG);
  TG_RETURN_IF_ERROR(check_disjoint(from.value(), source_offset, to.value(), target_offset, length));
  TG_RETURN_IF_ERROR(to.value().grow(target_offset + length));
  return RangeCopy(from.value(), source_offset, to.value(), target_offset, cancelled).run(length);
}

}  // namespace tg
