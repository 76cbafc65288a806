#include "rows/covariance.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "backend/device.h"
#include "files/cancel.h"
#include "rows/in_order.h"
#include "rows/parallel.h"
#include "tensor/convert.h"
#include "tensor/element.h"
#include "tensor/wide.h"

namespace tg {
namespace {

constexpr std::size_t kMaxBlockRows = 1024;
constexpr std::size_t kBlockBytes = std::size_t{8} << 20;
constexpr std::size_t kFarDeviations = 4;

// The bits of |draw| from which on it counts: those of 2^-40.
constexpr std::uint64_t kLeast = std::uint64_t{1023 - 40} << 52;

// Without a branch: down to 2^-40 a draw is a normal number of bf16, whose seven bits of mantissa come of one
// rounding to nearest even.
struct MakeWeights {
  template <class Element>
  TG_INLINE static void run(const double* __restrict draws, std::uint16_t* __restrict weights, std::size_t count) {
    constexpr int kDropped = 52 - 7;
    constexpr std::uint64_t kHalf = std::uint64_t{1} << (kDropped - 1);
    constexpr std::uint64_t kBias = std::uint64_t{1023 - 127} << 7;
    for (std::size_t i = 0; i < count; ++i) {
      const auto bits = std::bit_cast<std::uint64_t>(draws[i]);
      const std::uint64_t magnitude = bits & 0x7fff'ffff'ffff'ffff;
      const std::uint64_t rounded = (magnitude + kHalf - 1 + (magnitude >> kDropped & 1)) >> kDropped;
      const std::uint64_t counts = 0 - ((kLeast - 1 - magnitude) >> 63);
      weights[i] = static_cast<std::uint16_t>(((bits >> 63 << 15) | (rounded - kBias)) & counts);
    }
  }
};

// Rows that are read together; a multiple of the group. The last block may have fewer.
std::size_t block_rows(const MatrixFile& matrix) {
  const std::size_t fitting = kBlockBytes / matrix.row_bytes();
  return std::clamp(fitting - fitting % kRowGroup, kRowGroup, kMaxBlockRows);
}

std::size_t round_up(std::size_t rows) {
  return (rows + kRowGroup - 1) / kRowGroup * kRowGroup;
}

// The members among the rows of a block, one behind the other, and their weights.
struct Block {
  std::uint64_t first = 0;
  std::vector<std::uint64_t> members;  // numbers within the table
  std::vector<std::uint8_t> bytes;     // begins with those of the members, padded by zero rows to whole groups
  std::vector<float> shifted;
  std::vector<std::uint16_t> weights;
  std::vector<float> float_weights;
  std::vector<float> sums;
  std::vector<double> weight_sums;
};

// Blocks between two tasks. Their memory is used again: fresh memory for each block, zeroed by the system and again by
// us, took a tenth of the time.
class SpareBlocks {
 public:
  std::unique_ptr<Block> take() {
    const std::lock_guard lock(mutex_);
    if (blocks_.empty()) return std::make_unique<Block>();
    std::unique_ptr<Block> block = std::move(blocks_.back());
    blocks_.pop_back();
    return block;
  }

  void give_back(std::unique_ptr<Block> block) {
    const std::lock_guard lock(mutex_);
    blocks_.push_back(std::move(block));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Block>> blocks_;
};

class Sampler {
 public:
  Sampler(const MatrixFile& matrix, std::span<const std::uint8_t> population, std::span<const double> mean,
          const CovarianceDraw& draw)
      : matrix_(matrix),
        population_(population),
        mean_(mean),
        draw_(draw),
        width_(mean.size()),
        sums_(draw.rows.size() * width_),
        weight_sums_(draw.rows.size()) {}

  Status run(unsigned threads, const std::atomic<bool>* cancelled, std::span<double> out) {
    TG_RETURN_IF_ERROR(choose_shift());
    const std::size_t at_once = block_rows(matrix_);
    const std::uint64_t rows = matrix_.shape().rows;
    const auto blocks = static_cast<std::size_t>((rows + at_once - 1) / at_once);
    InOrder order;
    SpareBlocks spare;
    TG_RETURN_IF_ERROR(run_tasks(threads, blocks, [&](std::size_t task) {
      std::unique_ptr<Block> lent = spare.take();
      Block& block = *lent;
      Status status = check_cancelled(cancelled);
      if (status.ok()) status = sum_block(task * at_once, block);
      if (!status.ok()) {
        order.fail();
        return status;
      }
      order.hand_in(task, [&] { add(block); });
      spare.give_back(std::move(lent));
      return status;
    }));
    finish(out);
    return {};
  }

 private:
  bool is_member(std::uint64_t row) const {
    return population_.empty() || population_[static_cast<std::size_t>(row)] != 0;
  }

  Status read_members(std::uint64_t first, Block& block) const {
    const std::size_t size = matrix_.row_bytes();
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(block_rows(matrix_), matrix_.shape().rows - first));
    block.first = first;
    block.members.clear();
    if (block.bytes.size() < round_up(count) * size) block.bytes.resize(round_up(count) * size);
    TG_RETURN_IF_ERROR(matrix_.read_rows(first, std::span(block.bytes).first(count * size)));
    for (std::size_t row = 0; row < count; ++row) {
      if (!is_member(first + row)) continue;
      const std::size_t to = block.members.size();
      if (to != row) std::memmove(block.bytes.data() + to * size, block.bytes.data() + row * size, size);
      block.members.push_back(first + row);
    }
    const std::size_t used = block.members.size() * size;
    std::memset(block.bytes.data() + used, 0, round_up(block.members.size()) * size - used);
    return {};
  }

  // The first block that has members decides, so that the choice is the same for any number of threads.
  Status choose_shift() {
    is_shifted_ = matrix_.shape().dtype != Dtype::bf16;
    Block block;
    for (std::uint64_t first = 0; first < matrix_.shape().rows && block.members.empty();) {
      TG_RETURN_IF_ERROR(read_members(first, block));
      first += block_rows(matrix_);
    }
    is_shifted_ = is_shifted_ || is_far(block);
    if (is_shifted_) shift_.assign(mean_.begin(), mean_.end());
    return {};
  }

  bool is_far(const Block& block) const {
    std::vector<double> squares(width_);
    std::vector<double> row(width_);
    for (std::size_t i = 0; i < block.members.size(); ++i) {
      to_doubles(matrix_.shape().dtype, block.bytes.data() + i * matrix_.row_bytes(), row);
      for (std::size_t c = 0; c < width_; ++c) squares[c] += (row[c] - mean_[c]) * (row[c] - mean_[c]);
    }
    const double limit = static_cast<double>(kFarDeviations * kFarDeviations);
    for (std::size_t c = 0; c < width_; ++c) {
      const double variance = squares[c] / static_cast<double>(block.members.size());
      if (mean_[c] * mean_[c] > limit * variance) return true;
    }
    return false;
  }

  Status sum_block(std::uint64_t first, Block& block) const {
    TG_RETURN_IF_ERROR(read_members(first, block));
    draw_weights(block);
    block.sums.assign(draw_.rows.size() * width_, 0);
    const std::size_t rows = round_up(block.members.size());
    if (is_shifted_) {
      shift(block);
      run_on_device<WeightedFloats>(
          &Backend::add_weighted_floats,
          {block.float_weights.data(), block.shifted.data(), rows, width_, draw_.rows.size(), block.sums.data()});
    } else {
      run_on_device<WeightedRows>(&Backend::add_weighted_rows,
                                  {block.weights.data(), reinterpret_cast<const std::uint16_t*>(block.bytes.data()),
                                   rows, width_, draw_.rows.size(), block.sums.data()});
    }
    return {};
  }

  void draw_weights(Block& block) const {
    const std::size_t rows = round_up(block.members.size());
    block.weights.assign(rows * draw_.rows.size(), 0);
    block.weight_sums.assign(draw_.rows.size(), 0);
    if (block.members.empty()) return;
    std::vector<double> normals(static_cast<std::size_t>(block.members.back() - block.first) + 1);
    std::vector<std::uint16_t> weights(normals.size());
    for (std::size_t d = 0; d < draw_.rows.size(); ++d) {
      draw_normals(draw_.source, draw_.rows[d], block.first, normals);
      weights_of(normals, weights.data());
      for (std::size_t i = 0; i < block.members.size(); ++i) {
        const std::uint16_t weight = weights[static_cast<std::size_t>(block.members[i] - block.first)];
        block.weights[d * rows + i] = weight;
        block.weight_sums[d] += Bf16::to_float(weight);
      }
    }
  }

  void shift(Block& block) const {
    block.float_weights.resize(block.weights.size());
    for (std::size_t i = 0; i < block.weights.size(); ++i) block.float_weights[i] = Bf16::to_float(block.weights[i]);
    block.shifted.assign(round_up(block.members.size()) * width_, 0);
    for (std::size_t i = 0; i < block.members.size(); ++i) {
      float* row = block.shifted.data() + i * width_;
      to_floats(matrix_.shape().dtype, block.bytes.data() + i * matrix_.row_bytes(), std::span(row, width_));
      for (std::size_t c = 0; c < width_; ++c) row[c] -= shift_[c];
    }
  }

  void add(const Block& block) {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += static_cast<double>(block.sums[i]);
    for (std::size_t d = 0; d < weight_sums_.size(); ++d) weight_sums_[d] += block.weight_sums[d];
    members_ += block.members.size();
  }

  void finish(std::span<double> out) const {
    const double factor = std::sqrt(draw_.scale / static_cast<double>(members_));
    for (std::size_t d = 0; d < draw_.rows.size(); ++d) {
      for (std::size_t c = 0; c < width_; ++c) {
        const double centre = is_shifted_ ? mean_[c] - static_cast<double>(shift_[c]) : mean_[c];
        out[d * width_ + c] = mean_[c] + factor * (sums_[d * width_ + c] - centre * weight_sums_[d]);
      }
    }
  }

  const MatrixFile& matrix_;
  std::span<const std::uint8_t> population_;
  std::span<const double> mean_;
  const CovarianceDraw& draw_;
  std::size_t width_;
  bool is_shifted_ = false;
  std::vector<float> shift_;
  std::vector<double> sums_;
  std::vector<double> weight_sums_;
  std::uint64_t members_ = 0;
};

}  // namespace

void weights_of(std::span<const double> draws, std::uint16_t* weights) {
  run_wide<MakeWeights>(Dtype::bf16, draws.data(), weights, draws.size());
}

Status draw_covariance(const MatrixFile& matrix, std::span<const std::uint8_t> population, std::span<const double> mean,
                       const CovarianceDraw& draw, unsigned threads, const std::atomic<bool>* cancelled,
                       std::span<double> out) {
  return Sampler(matrix, population, mean, draw).run(threads, cancelled, out);
}

}  // namespace tg
