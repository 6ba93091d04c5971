/** A company's name in each script that the bundled fonts write: no font and no letter is taken on trust. */
export const scriptNames = {
  Arabic: "شركة النور",
  Armenian: "Արև ընկերություն",
  Bengali: "সূর্য প্রকাশনী",
  "Chinese, simplified": "中国移动通信集团",
  "Chinese, traditional": "臺灣積體電路製造",
  Devanagari: "सूर्य प्रकाशन",
  Georgian: "მზის კომპანია",
  Hebrew: "חברת אור",
  Japanese: "株式会社ひまわりサービス",
  Korean: "주식회사 삼성전자",
  "Persian, with a joiner": "می\u200Cخواهم",
  Tamil: "சூரியன் நிறுவனம்",
  Telugu: "సూర్య సంస్థ",
  Thai: "บริษัท ดวงอาทิตย์",
} as const;
