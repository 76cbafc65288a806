// The kernels of rows/ in memory, as shares of what the processor can do at most: products that never leave the
// registers, and reading memory. All take turns; a figure is the median, a share that of the turn's own peak.
//   kernels_bench [anchors] [width] [queries] [threads] [--json]
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "backend/cpu/peak.h"
#include "backend/device.h"
#include "tensor/aligned.h"

namespace {

constexpr int kTurns = 9;
constexpr std::size_t kDraws = 64;
constexpr std::size_t kBlock = 1024;

struct Setting {
  std::size_t anchors;
  std::size_t width;
  std::size_t queries;
  unsigned threads;
  bool json;
};

tg::AlignedVector<std::uint16_t> random_halves(std::size_t count) {
  tg::AlignedVector<std::uint16_t> halves(count);
  std::uint32_t state = 1;
  for (std::uint16_t& half : halves) {
    state = state * 1664525 + 1013904223;
    half = static_cast<std::uint16_t>(0x3c00 | (state >> 16 & 0x81ff));
  }
  return halves;
}

struct Material {
  Setting setting;
  tg::AlignedVector<std::uint16_t> rows = random_halves(setting.anchors * setting.width);
  tg::AlignedVector<std::uint16_t> queries = random_halves(setting.queries * setting.width);
  tg::AlignedVector<std::uint16_t> weights = random_halves(kDraws * kBlock);
  std::vector<float> scales = std::vector<float>(setting.anchors, 1);
};

volatile std::uint64_t sink = 0;

void read_memory(const Material& material, std::size_t first, std::size_t count) {
  const auto* words = reinterpret_cast<const std::uint64_t*>(material.rows.data() + first * material.setting.width);
  std::array<std::uint64_t, 8> sums{};
  const std::size_t end = count * material.setting.width / 4;
  for (std::size_t i = 0; i + 8 <= end; i += 8) {
    for (std::size_t j = 0; j < 8; ++j) sums[j] += words[i + j];
  }
  for (const std::uint64_t sum : sums) sink = sink + sum;
}

void find_matches(const Material& material, std::size_t first, std::size_t count) {
  const Setting& setting = material.setting;
  std::vector<tg::Match> best(setting.queries * 8, {-std::numeric_limits<float>::infinity(), 0});
  tg::cpu_backend().top_matches({material.rows.data() + first * setting.width, material.scales.data() + first, count,
                                 setting.width, static_cast<std::uint32_t>(first), material.queries.data(),
                                 setting.queries, true, 8, best.data()});
}

void add_rows(const Material& material, std::size_t first, std::size_t count) {
  std::vector<float> sums(kDraws * material.setting.width);
  for (std::size_t row = 0; row + kBlock <= count; row += kBlock) {
    tg::cpu_backend().add_weighted_rows({material.weights.data(),
                                         material.rows.data() + (first + row) * material.setting.width, kBlock,
                                         material.setting.width, kDraws, sums.data()});
  }
}

// Of the process, shared among its threads: neighbours on the machine count less.
double seconds(const Material& material, void (*work)(const Material&, std::size_t, std::size_t)) {
  const std::clock_t begin = std::clock();
  const unsigned threads = material.setting.threads;
  std::vector<std::thread> pool;
  for (unsigned i = 0; i < threads; ++i) {
    const std::size_t first = material.setting.anchors * i / threads;
    pool.emplace_back(work, std::cref(material), first, material.setting.anchors * (i + 1) / threads - first);
  }
  for (std::thread& thread : pool) thread.join();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / threads;
}

struct Contender {
  const char* name;
  void (*run)(const Material&, std::size_t, std::size_t);
  double operations;
  double bytes;
  std::vector<double> rates;  // operations a second, or bytes where there are none
  std::vector<double> shares;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print(const Contender& contender, const Setting& setting) {
  const double rate = median(contender.rates) / 1e9;
  const double share = median(contender.shares);
  if (setting.json) {
    std::printf("{\"kernel\":\"%s\",\"unit\":\"%s\",\"rate\":%.2f,\"share\":%.4f,\"peak\":\"%s\",\"threads\":%u}\n",
                contender.name, contender.operations > 0 ? "GFLOP/s" : "GB/s", rate, share, tg::cpu::peak_name(),
                setting.threads);
    return;
  }
  std::printf("%-18s %8.1f %-8s %3.0f %% of the peak (%s)\n", contender.name, rate,
              contender.operations > 0 ? "GFLOP/s" : "GB/s", 100 * share, tg::cpu::peak_name());
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc > 1 && std::string(argv[argc - 1]) == "--json";
  const auto argument = [&](int index, std::size_t otherwise) {
    return argc - (json ? 1 : 0) > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
  };
  const Material material{Setting{argument(1, 8192), argument(2, 4096), argument(3, 512),
                                  static_cast<unsigned>(argument(4, std::thread::hardware_concurrency())), json}};
  const Setting& setting = material.setting;
  const double products = 2.0 * static_cast<double>(setting.anchors * setting.width);
  const auto run_peak = [](const Material&, std::size_t, std::size_t) { tg::cpu::run_peak(); };
  std::array<Contender, 4> contenders = {{
      {"peak", run_peak, tg::cpu::peak_operations() * setting.threads, 0, {}, {}},
      {"top_matches", find_matches, products * static_cast<double>(setting.queries), products, {}, {}},
      {"add_weighted_rows", add_rows, products * kDraws, products, {}, {}},
      {"read", read_memory, 0, products, {}, {}},
  }};
  for (int turn = -1; turn < kTurns; ++turn) {
    double peak = 0;
    for (Contender& contender : contenders) {
      const double time = seconds(material, contender.run);
      const double rate = (contender.operations > 0 ? contender.operations : contender.bytes) / time;
      if (peak == 0) peak = rate;
      if (turn < 0) continue;  // the first turn is the warm-up
      contender.rates.push_back(rate);
      contender.shares.push_back(contender.operations > 0 ? rate / peak : 0);
    }
  }
  for (const Contender& contender : contenders) print(contender, setting);
}
