package io.millrace.examples.auction;

import static io.millrace.examples.auction.SplitMix64.mix;

/** The names, places, prices and texts that events are made of; built once, then only read. */
final class Vocabulary {

  static final int FIRST_NAMES = 11;
  static final int LAST_NAMES = 9;

  private static final String[] FIRST = {
    "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"
  };
  private static final String[] LAST = {
    "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"
  };
  private static final String[] CITIES = {
    "Phoenix",
    "Los Angeles",
    "San Francisco",
    "Boise",
    "Portland",
    "Bend",
    "Redmond",
    "Seattle",
    "Kent",
    "Cheyenne"
  };
  private static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};
  private static final String[] HOT_CHANNELS = {"Google", "Facebook", "Baidu", "Apple"};

  private static final String[] CHANNELS = channels(1024);
  private static final String[] URLS = urls(8192);
  private static final int[] PRICES = prices(4096);

  /** Long enough that a text of up to 256 characters can start at any 16-bit offset. */
  private static final String TEXT = letters((1 << 16) + 256);

  private Vocabulary() {}

  static String firstName(long index) {
    return FIRST[(int) index];
  }

  static String lastName(long index) {
    return LAST[(int) index];
  }

  static String city(long random) {
    return CITIES[(int) (random % CITIES.length)];
  }

  static String state(long random) {
    return STATES[(int) (random % STATES.length)];
  }

  static String channel(int index) {
    return CHANNELS[index];
  }

  static String url(int index) {
    return URLS[index];
  }

  /** In cents: six decades from one to a million dollars, evenly spread by magnitude. */
  static long price(int index) {
    return PRICES[index];
  }

  static String text(int offset, int length) {
    return TEXT.substring(offset, offset + length);
  }

  private static String[] channels(int count) {
    String[] channels = new String[count];
    for (int c = 0; c < count; c++) {
      channels[c] = c < count / 2 ? HOT_CHANNELS[c & 3] : "channel-" + c;
    }
    return channels;
  }

  private static String[] urls(int count) {
    String[] urls = new String[count];
    for (int u = 0; u < count; u++) {
      StringBuilder url = new StringBuilder("https://www.nexmark.com/");
      long h = mix(u + 77);
      for (int part = 0; part < 3; part++) {
        for (int k = 0; k < 5; k++) {
          url.append((char) ('a' + (h & 31) % 26));
          h >>>= 4;
        }
        url.append('/');
      }
      urls[u] = url.append("item.htm?query=1&channel_id=").append(u).toString();
    }
    return urls;
  }

  private static int[] prices(int count) {
    int[] prices = new int[count];
    for (int p = 0; p < count; p++) {
      prices[p] = (int) Math.round(Math.pow(10.0, p * 6.0 / count) * 100.0);
    }
    return prices;
  }

  private static String letters(int count) {
    StringBuilder text = new StringBuilder(count);
    for (int k = 0; k < count; k++) {
      long h = mix(k * 31L);
      text.append((h & 7) == 0 ? ' ' : (char) ('a' + ((h >>> 8) & 31) % 26));
    }
    return text.toString();
  }
}
