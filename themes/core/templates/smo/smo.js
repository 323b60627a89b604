let n=navigator
for(let b of document.querySelectorAll(".smo-copy,.smo-native")){let{url,done:d,title}=b.dataset,i=document.createElement("input")
b.hidden=!d&&!n.share
b.onclick=async()=>{try{if(!d)return await n.share({title,url})
await n.clipboard.writeText(url)
b.closest("nav,figure").querySelector("[role=status]").textContent=b.lastChild.textContent=d}catch{if(d)i.value=url,i.readOnly=1,i.title=b.innerText,b.before(i),i.select()}}}

for(let b of document.querySelectorAll("[data-ask]"))b.onclick=()=>{let s=prompt(b.dataset.ask)?.match(/[^@/\s]+\.[^@/\s]+/)
if(s)open("https://"+s+"/share"+b.search,"_blank","noopener")
return!1}
